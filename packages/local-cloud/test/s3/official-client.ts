import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** The official client as any program would set it up; only the address is ours. */
export function officialClient(endpoint: string, more: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-west-2',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...more,
  });
}
