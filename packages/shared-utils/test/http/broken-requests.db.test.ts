import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { listen } from '@pooltool/shared-utils/http';
import { expect, onTestFinished, test } from 'vitest';
import { serverWith } from './served.ts';

/** What the server answers to these bytes, to the end of the connection. */
async function answerTo(bytes: string): Promise<string> {
  const { server } = serverWith();
  const { port, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  onTestFinished(close);
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

test.each([
  ['what is no HTTP', 'hello\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
  [
    'headers that are too long',
    `GET /health HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(20_000)}\r\n\r\n`,
    'HTTP/1.1 431',
  ],
])('%s is answered in the shape of every failure', async (_what, bytes, status) => {
  const answer = await answerTo(bytes);
  expect(answer.startsWith(status)).toBe(true);
  const [, body = ''] = answer.split('\r\n\r\n');
  expect(JSON.parse(body)).toEqual({
    error: {
      code: 'POOLTOOL_REQUEST_INVALID',
      message: expect.any(String),
      whatToDo: 'change the request as the message says',
    },
  });
});
