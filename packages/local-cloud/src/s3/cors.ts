import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';

/** What a page of any origin may see: the clients compare entity tags and read Parquet by ranges. */
const EXPOSED = 'ETag, Content-Length, Content-Range, Accept-Ranges, Content-Encoding, Last-Modified, Date';

/** Pages only read: a page that happens to know this address must not be able to write. */
const ALLOWED_METHODS = ['GET', 'HEAD'];

export function corsHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  if (headers.origin === undefined) return {};
  return { 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED };
}

/** As S3 does, a method that is not allowed gets 403 and the browser keeps the request to itself. */
export function preflightAnswer(headers: IncomingHttpHeaders): Answer {
  const method = headers['access-control-request-method'];
  if (headers.origin === undefined || method === undefined || !ALLOWED_METHODS.includes(method)) return { status: 403 };
  return {
    status: 200,
    headers: {
      'access-control-allow-methods': ALLOWED_METHODS.join(', '),
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
      'access-control-max-age': '3000',
      'content-length': '0',
    },
  };
}
