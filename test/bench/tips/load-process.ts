/**
 * Sends reports as fast as they are answered: FILE ADDRESS CONNECTIONS FRESH. The file has one JSON request a line; of so many
 * workers each has one request in flight on a connection that is kept, and for a share of requests opens one of its own, as
 * cncli does. Prints one JSON line: how long it took, and each answer's milliseconds at chosen ranks.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

const [file = '', address = '', connections = '', fresh = ''] = process.argv.slice(2);
const { hostname, port } = new URL(address);
const requests = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => rawRequest(JSON.parse(line)));

interface Sent {
  readonly path: string;
  readonly contentType: string | null;
  readonly body: string;
}

function rawRequest({ path, contentType, body }: Sent): Buffer {
  const type = contentType === null ? '' : `content-type: ${contentType}\r\n`;
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${type}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

async function opened(): Promise<Socket> {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return socket.setEncoding('latin1');
}

/** @returns the answer's status line and body */
function answered(socket: Socket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const take = (piece: string): void => {
      received += piece;
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1]);
      if (received.length < end + 4 + length) return;
      socket.off('data', take).off('close', fail);
      resolve(received);
    };
    const fail = (): void => reject(new Error(`the connection ended: ${received}`));
    socket.on('data', take).on('close', fail);
    socket.write(request);
  });
}

const tookMs = new Float64Array(requests.length);
let next = 0;

async function work(): Promise<void> {
  const kept = await opened();
  while (next < requests.length) {
    const at = next++;
    const request = requests[at];
    if (request === undefined) break;
    const isFresh = Math.floor(at * Number(fresh)) !== Math.floor((at + 1) * Number(fresh));
    const beganMs = performance.now();
    const socket = isFresh ? await opened() : kept;
    const answer = await answered(socket, request);
    tookMs[at] = performance.now() - beganMs;
    if (isFresh) socket.destroy();
    if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(answer);
  }
  kept.destroy();
}

const beganMs = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, work));
const seconds = (performance.now() - beganMs) / 1_000;
tookMs.sort();
const atRank = (share: number): number => tookMs[Math.min(tookMs.length - 1, Math.floor(share * tookMs.length))] ?? 0;
process.stdout.write(
  `${JSON.stringify({ reports: requests.length, seconds, p50Ms: atRank(0.5), p99Ms: atRank(0.99) })}\n`,
);
