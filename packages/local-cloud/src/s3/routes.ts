import { bucketLocation, createBucket, deleteBucket, headBucket, listBuckets } from './bucket-operations.ts';
import { copyObject } from './copy-operations.ts';
import { listObjectsV2 } from './list-operations.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './multipart-operations.ts';
import { deleteObject, deleteObjects, getObject, headObject, putObject } from './object-operations.ts';
import type { Operation } from './operation.ts';
import { isSigned, type S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';

/**
 * The operation a request asks for. Anyone may read, as on the public bucket of the real service; a write must be signed.
 * @throws S3Error MethodNotAllowed, NotImplemented or AccessDenied.
 */
export function operationOf(request: S3Request): Operation {
  const operation =
    request.bucket === ''
      ? serviceOperation(request)
      : request.key === ''
        ? bucketOperation(request)
        : objectOperation(request);
  if (operation === undefined) {
    throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSigned(request)) {
    throw new S3Error('AccessDenied', 'Access Denied: only reading is possible without a signature');
  }
  return operation;
}

const serviceOperation = ({ method }: S3Request): Operation | undefined => (method === 'GET' ? listBuckets : undefined);

function bucketOperation(request: S3Request): Operation | undefined {
  const { method, query } = request;
  if (method === 'POST') return query.has('delete') ? deleteObjects : undefined;
  if (method === 'GET' && query.get('list-type') === '2') return listObjectsV2;
  if (method === 'GET' && query.has('location')) return bucketLocation;
  if (method === 'GET' && query.has('uploads')) return listMultipartUploads;
  // Version 1 lists, and every configuration of a bucket (`?acl`, `?policy`, `?lifecycle` …).
  if (method === 'GET' || hasSubresource(request)) throw new S3Error('NotImplemented', NOT_OFFERED);
  switch (method) {
    case 'PUT':
      return createBucket;
    case 'HEAD':
      return headBucket;
    case 'DELETE':
      return deleteBucket;
    default:
      return undefined;
  }
}

function objectOperation(request: S3Request): Operation | undefined {
  const { method, query, headers } = request;
  const copies = headers['x-amz-copy-source'] !== undefined;
  if (hasSubresource(request)) throw new S3Error('NotImplemented', NOT_OFFERED);
  if (query.has('uploadId')) {
    switch (method) {
      case 'PUT':
        return copies ? uploadPartCopy : uploadPart;
      case 'POST':
        return completeMultipartUpload;
      case 'DELETE':
        return abortMultipartUpload;
      case 'GET':
        return listParts;
      default:
        return undefined;
    }
  }
  switch (method) {
    case 'GET':
      return getObject;
    case 'HEAD':
      return headObject;
    case 'PUT':
      return copies ? copyObject : putObject;
    case 'DELETE':
      return deleteObject;
    case 'POST':
      return query.has('uploads') ? createMultipartUpload : undefined;
    default:
      return undefined;
  }
}

const NOT_OFFERED = 'This server does not have what the query asks for';

/** Query words that turn an address into another resource. Doing the plain operation instead would be quietly wrong. */
const SUBRESOURCES = [
  'accelerate acl analytics attributes cors encryption intelligent-tiering inventory legal-hold lifecycle logging metrics',
  'notification object-lock ownershipControls policy policyStatus publicAccessBlock replication requestPayment restore retention',
  'select tagging torrent versionId versioning versions website',
].flatMap((line) => line.split(' '));

const hasSubresource = ({ query }: S3Request): boolean => SUBRESOURCES.some((name) => query.has(name));
