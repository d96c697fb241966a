import { type Answer, emptyAnswer, quoted, xmlAnswer } from './answer.ts';
import { requireBucket } from './bucket-operations.ts';
import { checksumHeader } from './checksum.ts';
import { type Conditions, rangeStillValid, readOutcome, writeOutcome } from './conditions.ts';
import { type StoredObject, slicePieces } from './object.ts';
import { objectHeaders, sentMetadata } from './object-headers.ts';
import type { Call, Operation } from './operation.ts';
import { byteRange } from './range.ts';
import { receivedBody, receivedText } from './received-body.ts';
import { S3Error } from './s3-error.ts';
import { childrenNamed, childText, parseXml } from './xml.ts';

const MOST_DELETED_AT_ONCE = 1000;

export const getObject: Operation = async (call) => {
  const { request, store } = call;
  const object = requireObject(call);
  const headers = objectHeaders(object, request);
  if (checkReadConditions(conditionsOf(call), object) === 'not-modified') return emptyAnswer(304, headers);
  const wanted = rangeStillValid(request.headers['if-range'], object) ? request.headers['range'] : undefined;
  const range = byteRange(wanted, object.size);
  if (range === 'unsatisfiable') {
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
      RangeRequested: wanted ?? '',
      ActualObjectSize: object.size,
    });
  }
  if (range === 'whole') {
    return {
      status: 200,
      headers: { ...headers, 'content-length': String(object.size) },
      body: store.open(object.pieces),
    };
  }
  const size = range.end - range.start + 1;
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(size),
      'content-range': `bytes ${range.start}-${range.end}/${object.size}`,
    },
    body: store.open(slicePieces(object.pieces, range.start, size)),
  };
};

export const putObject: Operation = async (call) => {
  const { request, store, nowMs } = call;
  requireBucket(call);
  if (request.headers['x-amz-write-offset-bytes'] !== undefined) {
    throw new S3Error('NotImplemented', 'Appending to an object is not supported');
  }
  checkWriteConditions(call);
  const metadata = sentMetadata(request);
  const body = receivedBody(request);
  return await store.receive(body.bytes, async (piece) => {
    const { etag, checksum } = body.digest();
    // Others may have written while the body came in.
    requireBucket(call);
    checkWriteConditions(call);
    const object = { key: request.key, size: piece.size, etag, lastModifiedMs: nowMs(), ...metadata, checksum };
    await store.commit({ kind: 'object', bucket: request.bucket, object: { ...object, pieces: [piece] } });
    return emptyAnswer(200, {
      etag: quoted(etag),
      ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }),
    });
  });
};

/** Deleting what is not there succeeds. */
export const deleteObject: Operation = async (call) => {
  requireBucket(call);
  await removeObject(call, call.request.key);
  return emptyAnswer(204);
};

export const deleteObjects: Operation = async (call) => {
  requireBucket(call);
  const asked = parseXml(await receivedText(call.request), 'Delete');
  const keys = asked && childrenNamed(asked, 'Object').map((object) => childText(object, 'Key') ?? '');
  if (keys === undefined || keys.length === 0 || keys.length > MOST_DELETED_AT_ONCE || keys.includes('')) {
    throw new S3Error('MalformedXML', `The body must be a Delete document of 1 to ${MOST_DELETED_AT_ONCE} keys`);
  }
  for (const key of keys) await removeObject(call, key);
  const quiet = asked && childText(asked, 'Quiet') === 'true';
  return xmlAnswer('DeleteResult', { Deleted: quiet ? [] : keys.map((key) => ({ Key: key })) });
};

async function removeObject({ request: { bucket }, store }: Call, key: string): Promise<void> {
  if (store.catalog.object(bucket, key)) await store.commit({ kind: 'object-removed', bucket, key });
}

/** @throws S3Error NoSuchBucket or NoSuchKey. */
export function requireObject(call: Call, bucket = call.request.bucket, key = call.request.key): StoredObject {
  requireBucket(call, bucket);
  const object = call.store.catalog.object(bucket, key);
  if (object === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist', { Key: key });
  return object;
}

export function conditionsOf({ request: { headers } }: Call, prefix = ''): Conditions {
  return {
    ifMatch: headers[`${prefix}if-match`],
    ifNoneMatch: headers[`${prefix}if-none-match`],
    ifModifiedSince: headers[`${prefix}if-modified-since`],
    ifUnmodifiedSince: headers[`${prefix}if-unmodified-since`],
  };
}

/** @throws S3Error PreconditionFailed. */
export function checkReadConditions(conditions: Conditions, object: StoredObject): 'read' | 'not-modified' {
  const outcome = readOutcome(conditions, object);
  if (outcome === 'failed') throw preconditionFailed();
  return outcome;
}

/** @throws S3Error PreconditionFailed, or NoSuchKey when a version is named and there is none. */
export function checkWriteConditions(call: Call): void {
  const { bucket, key } = call.request;
  const outcome = writeOutcome(conditionsOf(call), call.store.catalog.object(bucket, key));
  if (outcome === 'failed') throw preconditionFailed();
  if (outcome === 'absent') throw new S3Error('NoSuchKey', 'The specified key does not exist', { Key: key });
}

export const preconditionFailed = (): S3Error =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');

/** HEAD is GET without its body. */
export const headObject: Operation = async (call) => {
  const { body, ...answer }: Answer = await getObject(call);
  if (typeof body === 'object') await body.release();
  return answer;
};
