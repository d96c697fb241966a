import type { IncomingMessage } from 'node:http';
import { tooBig } from '../refusal.ts';

/** One write by REST may be this long; the real service's limit. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a request body without an encoding arrives as bytes');
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw tooBig();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
