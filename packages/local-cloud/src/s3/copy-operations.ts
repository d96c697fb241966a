import { isoDate, quoted, xmlAnswer } from './answer.ts';
import { requireBucket } from './bucket-operations.ts';
import { type StoredObject, slicePieces } from './object.ts';
import { sentMetadata } from './object-headers.ts';
import {
  checkReadConditions,
  checkWriteConditions,
  conditionsOf,
  preconditionFailed,
  requireObject,
} from './object-operations.ts';
import type { Call, Operation } from './operation.ts';
import { type ByteRange, byteRange } from './range.ts';
import { S3Error } from './s3-error.ts';

/** A copy shares the bytes of its source: blobs never change, so nothing is read or written. */
export const copyObject: Operation = async (call) => {
  const { request, store, nowMs } = call;
  requireBucket(call);
  checkWriteConditions(call);
  const source = copySource(call);
  const replace = request.headers['x-amz-metadata-directive']?.toUpperCase() === 'REPLACE';
  if (!replace && source.bucket === request.bucket && source.object.key === request.key) {
    throw new S3Error('InvalidRequest', 'A copy of an object onto itself must change something');
  }
  const metadata = replace ? sentMetadata(request) : source.object;
  const object = { ...source.object, ...pickMetadata(metadata), key: request.key, lastModifiedMs: nowMs() };
  await store.commit({ kind: 'object', bucket: request.bucket, object });
  return xmlAnswer('CopyObjectResult', { LastModified: isoDate(object.lastModifiedMs), ETag: quoted(object.etag) });
};

export interface CopySource {
  readonly bucket: string;
  readonly object: StoredObject;
}

/** What `x-amz-copy-source` names, if its own conditions hold. @throws S3Error NoSuchBucket, NoSuchKey, PreconditionFailed … */
export function copySource(call: Call): CopySource {
  const header = call.request.headers['x-amz-copy-source'] ?? '';
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodedSource(header)) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new S3Error('InvalidArgument', 'x-amz-copy-source must be <bucket>/<key>', {
      ArgumentName: 'x-amz-copy-source',
    });
  }
  const object = requireObject(call, bucket, key);
  // The source counts as read: "not modified" is a failure here.
  if (checkReadConditions(conditionsOf(call, 'x-amz-copy-source-'), object) !== 'read') throw preconditionFailed();
  return { bucket, object };
}

/** The bytes of a source that `x-amz-copy-source-range` takes, all of them without it. @throws S3Error InvalidRange. */
export function copiedBytes(call: Call, { object }: CopySource): Pick<StoredObject, 'size' | 'pieces'> {
  const header = call.request.headers['x-amz-copy-source-range'];
  if (header === undefined) return object;
  const range: ByteRange | string = byteRange(header, object.size);
  if (typeof range === 'string') {
    throw new S3Error('InvalidRange', 'The range of the copy source is not satisfiable', { RangeRequested: header });
  }
  const size = range.end - range.start + 1;
  return { size, pieces: slicePieces(object.pieces, range.start, size) };
}

function decodedSource(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    throw new S3Error('InvalidArgument', 'x-amz-copy-source is not percent-encoded UTF-8', {
      ArgumentName: 'x-amz-copy-source',
    });
  }
}

const pickMetadata = ({ headers, userMetadata }: Pick<StoredObject, 'headers' | 'userMetadata'>) => ({
  headers,
  userMetadata,
});
