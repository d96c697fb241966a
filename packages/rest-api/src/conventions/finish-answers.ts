import type { FastifyReply, FastifyRequest } from 'fastify';
import { COMPRESSED_FROM_BYTES, compressed, encodingFor } from './compression.ts';
import { etagOf, isKnown } from './etag.ts';
import { preparedBody } from './prepared-body.ts';

const VARY = 'accept, accept-encoding';

/** Every answer goes out through here: tagged, left out when it is known, compressed. Errors are not kept by anybody. */
export async function finishAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (reply.statusCode >= 400) reply.header('cache-control', 'no-store');
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
  const prepared = preparedBody(payload);
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  const vary = reply.getHeader('vary');
  reply.header('vary', [vary ?? [], VARY].flat().join(', '));
  if (reply.statusCode === 200 && isReading) {
    const etag = prepared?.etag ?? etagOf(payload);
    reply.header('etag', etag);
    if (isKnown(etag, request.headers['if-none-match'])) {
      reply.code(304).removeHeader('content-type').removeHeader('content-length');
      // Of an answer to HEAD fastify drops the body itself, and wants it for its length.
      return request.method === 'HEAD' ? payload : null;
    }
  }
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(payload);
  const encoding = encodingFor(request.headers['accept-encoding']);
  if (encoding === null || body.byteLength < COMPRESSED_FROM_BYTES) return payload;
  reply.header('content-encoding', encoding).removeHeader('content-length');
  return prepared === undefined ? compressed(body, encoding) : prepared.encoded(encoding);
}
