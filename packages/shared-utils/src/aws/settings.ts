import { type ConfigDefinition, type ConfigOf, setting } from '../config/index.ts';
import type { CountBilled } from './count-billed.ts';
import type { ObjectStoreConnection } from './open-object-store.ts';

/** What every daemon that keeps files in the object store (S3, or what speaks like it) needs to be told. */
export const objectStoreSettings = {
  OBJECT_STORE_BUCKET: setting.string({ says: 'the bucket of the object store', default: 'pooltool' }),
  OBJECT_STORE_REGION: setting.string({ says: 'the region of the object store', default: 'us-west-2' }),
  OBJECT_STORE_ENDPOINT: setting.optional(
    setting.url({
      says: 'address of an object store that is not AWS S3 itself',
      protocols: ['http:', 'https:'],
      example: 'http://127.0.0.1:9000',
    }),
  ),
  OBJECT_STORE_ACCESS_KEY_ID: setting.optional(
    setting.secret({ says: "key of the object store; without one the machine's role is used" }),
  ),
  OBJECT_STORE_SECRET_ACCESS_KEY: setting.optional(
    setting.secret({ says: 'the secret that belongs to OBJECT_STORE_ACCESS_KEY_ID' }),
  ),
};

/** For daemons that put files where everybody may fetch them. */
export const documentsBucketSettings = {
  DOCUMENTS_BUCKET: setting.optional(
    setting.string({
      says: "the bucket that clients read without a key; without one documents lie in OBJECT_STORE_BUCKET, beside the servers' own files",
      example: 'data.pooltool.io',
    }),
  ),
};

type ObjectStoreConfig = ConfigOf<ConfigDefinition<typeof objectStoreSettings>>;

/** What `openObjectStore` wants, from the settings. */
export const objectStoreConnection = (config: ObjectStoreConfig, count: CountBilled): ObjectStoreConnection => ({
  bucket: config.OBJECT_STORE_BUCKET,
  region: config.OBJECT_STORE_REGION,
  endpoint: config.OBJECT_STORE_ENDPOINT,
  accessKeyId: config.OBJECT_STORE_ACCESS_KEY_ID,
  secretAccessKey: config.OBJECT_STORE_SECRET_ACCESS_KEY,
  count,
});
