import { once } from 'node:events';
import { connect } from 'node:net';

export interface LeanPoster {
  /** @returns the answer's status and body. One at a time. */
  post(body: string): Promise<{ readonly status: number; readonly body: string }>;
  close(): void;
}

const END_OF_HEAD = '\r\n\r\n';

/**
 * A sender that costs next to nothing, as Oura's own does: with Node's `request` a third of what is measured would be the
 * sender. One connection, one request in flight, answers with a content-length.
 */
export async function openLeanPoster(url: URL): Promise<LeanPoster> {
  const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
  await once(socket, 'connect');
  const head = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ncontent-length: `;
  let received = '';
  let answered: ((answer: { status: number; body: string }) => void) | undefined;
  let failed: ((error: Error) => void) | undefined;
  // Bodies of answers are ASCII here, so that characters are bytes.
  socket.setEncoding('latin1');
  socket.on('data', (piece) => {
    received += piece;
    const answer = wholeAnswer(received);
    if (answer === null) return;
    received = '';
    answered?.(answer);
  });
  socket.on('error', (error) => failed?.(error));
  socket.on('close', () => failed?.(new Error('the connection ended')));

  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        answered = resolve;
        failed = reject;
        socket.write(`${head}${Buffer.byteLength(body)}${END_OF_HEAD}${body}`);
      }),
    close: () => socket.destroy(),
  };
}

function wholeAnswer(received: string): { status: number; body: string } | null {
  const end = received.indexOf(END_OF_HEAD);
  if (end < 0) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, end))?.[1];
  if (length === undefined) throw new Error('an answer without a content-length');
  const body = received.slice(end + END_OF_HEAD.length);
  return body.length < Number(length) ? null : { status: Number(received.slice(9, 12)), body };
}
