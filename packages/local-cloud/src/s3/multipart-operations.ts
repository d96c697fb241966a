import { createHash, randomUUID } from 'node:crypto';
import { emptyAnswer, isoDate, quoted, xmlAnswer } from './answer.ts';
import { requireBucket } from './bucket-operations.ts';
import { checksumHeader } from './checksum.ts';
import { chosenParts, etagOfParts, listedParts } from './completed-parts.ts';
import { copiedBytes, copySource } from './copy-operations.ts';
import { countOf } from './list-operations.ts';
import type { StoredObject, Upload } from './object.ts';
import { sentMetadata } from './object-headers.ts';
import { checkWriteConditions } from './object-operations.ts';
import type { Call, Operation } from './operation.ts';
import { receivedBody, receivedText } from './received-body.ts';
import { S3Error } from './s3-error.ts';

const MOST_PARTS = 10_000;

export const createMultipartUpload: Operation = async (call) => {
  requireBucket(call);
  const { bucket, key } = call.request;
  const upload = { id: randomUUID(), bucket, key, startedMs: call.nowMs(), ...sentMetadata(call.request) };
  await call.store.commit({ kind: 'upload', upload });
  return xmlAnswer('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: upload.id });
};

export const uploadPart: Operation = async (call) => {
  const { request, store, nowMs } = call;
  const upload = requireUpload(call);
  const number = partNumber(call);
  const body = receivedBody(request);
  return await store.receive(body.bytes, async (piece) => {
    const { etag, checksum } = body.digest();
    requireUpload(call);
    const part = { number, size: piece.size, etag, checksum, lastModifiedMs: nowMs(), pieces: [piece] };
    await store.commit({ kind: 'part', upload: upload.id, part });
    return emptyAnswer(200, {
      etag: quoted(etag),
      ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value }),
    });
  });
};

/** A part of bytes the server has already. They are read once for their entity tag, not copied. */
export const uploadPartCopy: Operation = async (call) => {
  const { store, nowMs } = call;
  const upload = requireUpload(call);
  const number = partNumber(call);
  const { size, pieces } = copiedBytes(call, copySource(call));
  const held = store.open(pieces);
  try {
    const md5 = createHash('md5');
    for await (const bytes of held.bytes) md5.update(bytes);
    requireUpload(call);
    const part = { number, size, etag: md5.digest('hex'), lastModifiedMs: nowMs(), pieces };
    await store.commit({ kind: 'part', upload: upload.id, part });
    return xmlAnswer('CopyPartResult', { LastModified: isoDate(part.lastModifiedMs), ETag: quoted(part.etag) });
  } finally {
    await held.release();
  }
};

export const completeMultipartUpload: Operation = async (call) => {
  const { request, store, nowMs } = call;
  requireUpload(call);
  const listed = listedParts(await receivedText(request));
  // Looked up again: another completion may have won while the list came in.
  const upload = requireUpload(call);
  const parts = chosenParts(listed, store.catalog.parts(upload.id));
  checkWriteConditions(call);
  const object: StoredObject = {
    key: upload.key,
    size: parts.reduce((sum, part) => sum + part.size, 0),
    etag: etagOfParts(parts),
    lastModifiedMs: nowMs(),
    headers: upload.headers,
    userMetadata: upload.userMetadata,
    pieces: parts.flatMap((part) => part.pieces),
  };
  await store.commit({ kind: 'object', bucket: upload.bucket, object, upload: upload.id });
  return xmlAnswer('CompleteMultipartUploadResult', {
    Location: request.path,
    Bucket: upload.bucket,
    Key: upload.key,
    ETag: quoted(object.etag),
  });
};

export const abortMultipartUpload: Operation = async (call) => {
  const upload = requireUpload(call);
  await call.store.commit({ kind: 'upload-removed', upload: upload.id });
  return emptyAnswer(204);
};

export const listParts: Operation = async (call) => {
  const upload = requireUpload(call);
  const { query } = call.request;
  const most = countOf(query.get('max-parts'), 'max-parts');
  const marker = Number(query.get('part-number-marker') ?? 0);
  const after = call.store.catalog.parts(upload.id).filter((part) => part.number > marker);
  const page = after.slice(0, most);
  return xmlAnswer('ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number,
    MaxParts: most,
    IsTruncated: page.length < after.length,
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: isoDate(part.lastModifiedMs),
      ETag: quoted(part.etag),
      Size: part.size,
    })),
  });
};

export const listMultipartUploads: Operation = async (call) => {
  requireBucket(call);
  const prefix = call.request.query.get('prefix') ?? '';
  const uploads = call.store.catalog.uploads(call.request.bucket).filter(({ key }) => key.startsWith(prefix));
  return xmlAnswer('ListMultipartUploadsResult', {
    Bucket: call.request.bucket,
    Prefix: prefix,
    IsTruncated: false,
    Upload: uploads.map(({ id, key, startedMs }) => ({ Key: key, UploadId: id, Initiated: isoDate(startedMs) })),
  });
};

function requireUpload(call: Call): Upload {
  requireBucket(call);
  const { bucket, key, query } = call.request;
  const upload = call.store.catalog.upload(query.get('uploadId') ?? '');
  if (upload === undefined || upload.bucket !== bucket || upload.key !== key) {
    throw new S3Error('NoSuchUpload', 'The upload does not exist: it may have been completed or aborted');
  }
  return upload;
}

function partNumber({ request: { query } }: Call): number {
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) {
    throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}`, {
      ArgumentName: 'partNumber',
    });
  }
  return number;
}
