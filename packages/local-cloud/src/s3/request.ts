import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { S3Error } from './s3-error.ts';

const LONGEST_KEY_BYTES = 1024;

/** A request with its path-style address (`/bucket/key`) taken apart. Empty bucket: the service; empty key: the bucket. */
export interface S3Request {
  readonly method: string;
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** @throws S3Error InvalidURI or KeyTooLongError. */
export function s3Request(message: IncomingMessage): S3Request {
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  // Not `new URL`: it would resolve `..` and `//`, which are plain characters of a key.
  const path = mark === -1 ? target : target.slice(0, mark);
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return {
    method: message.method ?? 'GET',
    path,
    bucket: decoded(bucket),
    key: withinLimit(decoded(key)),
    query: new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1)),
    headers: singleHeaders(message),
    body: message,
  };
}

/**
 * Whether somebody signed: by header, or by the query of a presigned URL. Signatures are not verified here, but that one is there is what
 * tells a program with credentials from a passing browser, whose cross-origin requests cannot carry one.
 */
export const isSigned = ({ headers, query }: S3Request): boolean =>
  headers['authorization'] !== undefined || query.has('X-Amz-Signature') || query.has('Signature');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', 'The path is not percent-encoded UTF-8');
  }
}

function withinLimit(key: string): string {
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', 'Your key is too long', { MaxSizeAllowed: LONGEST_KEY_BYTES });
  }
  return key;
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return single;
}
