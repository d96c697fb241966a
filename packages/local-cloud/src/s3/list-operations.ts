import { isoDate, quoted, xmlAnswer } from './answer.ts';
import { requireBucket } from './bucket-operations.ts';
import { listPage } from './listing.ts';
import type { Operation } from './operation.ts';
import { S3Error } from './s3-error.ts';

const MOST_KEYS = 1000;

export const listObjectsV2: Operation = async (call) => {
  requireBucket(call);
  const { bucket, query } = call.request;
  const { catalog } = call.store;
  const asked = {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    startAfter: query.get('start-after') ?? '',
    token: query.get('continuation-token') ?? undefined,
    maxKeys: countOf(query.get('max-keys'), 'max-keys'),
  };
  const page = listPage(catalog.keys(bucket), asked);
  if (page === undefined) {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
      ArgumentName: 'continuation-token',
    });
  }
  const url = query.get('encoding-type') === 'url';
  const written = (text: string): string => (url ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  return xmlAnswer('ListBucketResult', {
    Name: bucket,
    Prefix: written(asked.prefix),
    Delimiter: asked.delimiter === '' ? undefined : written(asked.delimiter),
    StartAfter: asked.startAfter === '' ? undefined : written(asked.startAfter),
    ContinuationToken: asked.token,
    NextContinuationToken: page.nextToken,
    EncodingType: url ? 'url' : undefined,
    MaxKeys: asked.maxKeys,
    KeyCount: page.keys.length + page.commonPrefixes.length,
    IsTruncated: page.nextToken !== undefined,
    Contents: page.keys.map((key) => {
      const object = catalog.object(bucket, key);
      return {
        Key: written(key),
        LastModified: isoDate(object?.lastModifiedMs ?? 0),
        ETag: quoted(object?.etag ?? ''),
        Size: object?.size ?? 0,
        StorageClass: 'STANDARD',
      };
    }),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: written(prefix) })),
  });
};

/** At most 1,000 are answered, whatever is asked for. @throws S3Error InvalidArgument when it is no count. */
export function countOf(text: string | null, argument: string): number {
  const count = text === null ? MOST_KEYS : Number(text);
  if (text?.trim() === '' || !Number.isSafeInteger(count) || count < 0) {
    throw new S3Error('InvalidArgument', `${argument} must be a whole number from 0`, { ArgumentName: argument });
  }
  return Math.min(count, MOST_KEYS);
}
