import { httpDate, quoted } from './answer.ts';
import { checksumHeader } from './checksum.ts';
import type { StoredObject } from './object.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';

const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-website-redirect-location',
] as const;
const META = 'x-amz-meta-';
const MOST_METADATA_BYTES = 2048;
const DEFAULT_TYPE = 'binary/octet-stream';

export type SentMetadata = Pick<StoredObject, 'headers' | 'userMetadata'>;

/** What a put says about its object. `aws-chunked` is how it travelled, not what it is. @throws S3Error MetadataTooLarge. */
export function sentMetadata({ headers }: S3Request): SentMetadata {
  const kept: Record<string, string> = { 'content-type': DEFAULT_TYPE };
  for (const name of KEPT) {
    const value = name === 'content-encoding' ? withoutAwsChunked(headers[name]) : headers[name];
    if (value !== undefined && value !== '') kept[name] = value;
  }
  const userMetadata: Record<string, string> = {};
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(META)) continue;
    userMetadata[name.slice(META.length)] = value;
    bytes += name.length - META.length + value.length;
  }
  if (bytes > MOST_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: bytes,
      MaxSizeAllowed: MOST_METADATA_BYTES,
    });
  }
  return { headers: kept, userMetadata };
}

function sendable(value: string, name: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw new S3Error('InvalidArgument', `response-${name} cannot be a header`, { ArgumentName: `response-${name}` });
}

function withoutAwsChunked(value: string | undefined): string | undefined {
  return value
    ?.split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'aws-chunked')
    .join(',');
}

/** The headers of a GET or HEAD, apart from lengths and ranges. A presigned URL may override some (`response-content-type` …). */
export function objectHeaders(object: StoredObject, { headers, query }: S3Request): Record<string, string> {
  const answered: Record<string, string> = { ...object.headers, etag: quoted(object.etag), 'accept-ranges': 'bytes' };
  answered['last-modified'] = httpDate(object.lastModifiedMs);
  for (const [name, value] of Object.entries(object.userMetadata)) answered[META + name] = value;
  for (const name of KEPT) {
    const override = query.get(`response-${name}`);
    if (override !== null) answered[name] = sendable(override, name);
  }
  // A part of the bytes cannot be compared with the checksum of the whole.
  if (object.checksum && headers['x-amz-checksum-mode'] === 'ENABLED' && headers['range'] === undefined) {
    answered[checksumHeader(object.checksum.algorithm)] = object.checksum.value;
    answered['x-amz-checksum-type'] = 'FULL_OBJECT';
  }
  return answered;
}
