export { config } from './config.ts';
export { type ArrivalAnswer, type CnodeRoutes, cnodeRoutes, LARGEST_BODY_BYTES, type NeedsAnswer } from './routes.ts';
