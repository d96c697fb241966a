import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { stringifyLossless } from '../json/index.ts';
import { answerOf } from './answer-of-error.ts';
import { requestInvalid } from './errors.ts';

/** What Node's parser says of a request that never became one, and what that is in HTTP. */
const STATUS_OF: Readonly<Record<string, { readonly status: number; readonly says: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, says: 'the headers are longer than this server takes' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, says: 'the request did not come to its end in time' },
};
const BROKEN = { status: 400, says: 'the request is not HTTP' };

/** Answers what is no request in the shape of every other failure, and ends the connection: what follows cannot be told apart. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  // Reset by the caller, or ended already: nobody listens.
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const { status, says } = STATUS_OF[error.code ?? ''] ?? BROKEN;
    const body = stringifyLossless(answerOf(requestInvalid({ message: says })));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}
