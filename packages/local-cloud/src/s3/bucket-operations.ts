import { emptyAnswer, isoDate, xmlAnswer } from './answer.ts';
import type { Call, Operation } from './operation.ts';
import { S3Error } from './s3-error.ts';

/** Bucket naming rules (Amazon S3 user guide, "General purpose bucket naming rules"), as far as a local server cares. */
const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** @throws S3Error InvalidBucketName. */
export function checkedBucketName(name: string): string {
  if (!BUCKET_NAME.test(name)) throw new S3Error('InvalidBucketName', 'The specified bucket is not valid');
  return name;
}

/** @throws S3Error NoSuchBucket. */
export function requireBucket({ request: { bucket }, store }: Call, name = bucket): void {
  if (!store.catalog.hasBucket(name)) {
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
  }
}

export const listBuckets: Operation = async ({ store }) =>
  xmlAnswer('ListAllMyBucketsResult', {
    Owner: { ID: 'local', DisplayName: 'local' },
    Buckets: {
      Bucket: store.catalog.buckets().map(({ name, createdMs }) => ({ Name: name, CreationDate: isoDate(createdMs) })),
    },
  });

export const createBucket: Operation = async ({ request, store, nowMs }) => {
  const bucket = checkedBucketName(request.bucket);
  if (store.catalog.hasBucket(bucket)) {
    throw new S3Error('BucketAlreadyOwnedByYou', 'The bucket is there already and yours', { BucketName: bucket });
  }
  await store.commit({ kind: 'bucket', bucket, createdMs: nowMs() });
  return emptyAnswer(200, { location: `/${bucket}` });
};

export const headBucket: Operation = async (call) => {
  requireBucket(call);
  return emptyAnswer(200, { 'x-amz-bucket-region': 'local' });
};

export const bucketLocation: Operation = async (call) => {
  requireBucket(call);
  return xmlAnswer('LocationConstraint', '');
};

export const deleteBucket: Operation = async (call) => {
  requireBucket(call);
  const { bucket } = call.request;
  if (call.store.catalog.keys(bucket).length > 0) {
    throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty', { BucketName: bucket });
  }
  await call.store.commit({ kind: 'bucket-removed', bucket });
  return emptyAnswer(204);
};
