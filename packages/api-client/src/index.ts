/** The API for programs: `openClient` to ask, `openPushes` to be told. */

export { type Client, type ClientOptions, openClient } from './calls/open-client.ts';
export type { AnswerOf, CsvId, InputOf, OperationId, PagedId } from './calls/operation-shapes.ts';
export { type ClientCode, PoolToolError } from './calls/pooltool-error.ts';
export type { ErrorCode } from './generated/error-code.ts';
export type { Channel, ChannelData, ChannelParams } from './pushes/channels.ts';
export { openPushes, type Push, type Pushes, type PushesOptions } from './pushes/open-pushes.ts';
export type { Refusal } from './pushes/read-message.ts';
