export { answerOf, declaredError, type ErrorAnswer } from './answer-of-error.ts';
export { buildServer, type HttpServer, type ServerOptions } from './build-server.ts';
export { bodyTooLarge, mediaTypeUnsupported, requestInvalid, routeUnknown, unexpected } from './errors.ts';
export { type Listening, listen } from './listen.ts';
export type { Readiness, ReadyAnswer, ReadyCheck } from './readiness.ts';
