import type { LocalCloud } from '@pooltool/local-cloud';
import { objectStoreSettings } from '@pooltool/shared-utils/aws';
import { defineConfig, readConfig } from '@pooltool/shared-utils/config';

/** Any credentials pass at the local object store, but the SDK wants some. */
const CREDENTIAL = 'local';

/** Where the websites and apps look for files. */
const DOCUMENTS_BUCKET = 'data.pooltool.io';

/** The buckets the daemons will ask for, and the settings that lead them to a local cloud. */
export function localCloudEnvironment() {
  const { OBJECT_STORE_BUCKET } = readConfig(
    defineConfig({ OBJECT_STORE_BUCKET: objectStoreSettings.OBJECT_STORE_BUCKET }),
  );
  return {
    buckets: [OBJECT_STORE_BUCKET, DOCUMENTS_BUCKET],
    lines: ({
      postgresUrl,
      firebaseUrl,
      s3Url,
      dynamodbUrl,
    }: Pick<LocalCloud, 'postgresUrl' | 'firebaseUrl' | 's3Url' | 'dynamodbUrl'>) => [
      `DATABASE_URL='${postgresUrl}'`,
      `OBJECT_STORE_ENDPOINT='${s3Url}'`,
      `OBJECT_STORE_ACCESS_KEY_ID='${CREDENTIAL}'`,
      `OBJECT_STORE_SECRET_ACCESS_KEY='${CREDENTIAL}'`,
      `DOCUMENTS_BUCKET='${DOCUMENTS_BUCKET}'`,
      `FIREBASE_DATABASE_URL='${firebaseUrl}'`,
      `# DynamoDB listens at ${dynamodbUrl}`,
    ],
  };
}
