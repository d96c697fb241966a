export type { AwsConnection } from './connection.ts';
export type { CountBilled } from './count-billed.ts';
export {
  awsConditionFailed,
  awsDenied,
  awsError,
  awsMissing,
  awsRefused,
  awsThrottled,
  awsUnreachable,
} from './errors.ts';
export type {
  BytesWanted,
  ListedObject,
  ObjectBody,
  ObjectFacts,
  ObjectStore,
  ObjectToPut,
  StoredBytes,
  StoredStream,
} from './object-store.ts';
export { type DynamoDbConnection, openDynamoDb } from './open-dynamo-db.ts';
export { type ObjectStoreConnection, openObjectStore } from './open-object-store.ts';
export { documentsBucketSettings, objectStoreConnection, objectStoreSettings } from './settings.ts';
