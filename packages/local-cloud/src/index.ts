export { type DynamoDbOptions, startDynamoDb } from './dynamodb/index.ts';
export {
  type AccessRequest,
  type Allow,
  type Identity,
  type RealtimeDatabase,
  type RealtimeDatabaseOptions,
  startRealtimeDatabase,
} from './firebase/index.ts';
export { type LocalCloud, type LocalCloudOptions, startLocalCloud } from './local-cloud.ts';
export { type LocalPostgres, type StartPostgresOptions, startPostgres } from './postgres/index.ts';
export { type LocalPricesOptions, startPriceSource } from './prices/index.ts';
export { type ObjectStoreOptions, startObjectStore } from './s3/index.ts';
export type { RunningServer } from './serve.ts';
export { type BrokenSide, startTroubledLine, type TroubledLine } from './troubled-line.ts';
