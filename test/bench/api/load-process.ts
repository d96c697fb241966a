/**
 * Asks an HTTP server: ADDRESS, and on stdin a JSON list of `Asking`, one after the other. At a fixed rate whatever the answers do, each
 * timed from the moment it was due (so a server that stands still is not asked less meanwhile); or, with rate 0, as fast as it
 * answers. Prints a JSON list of `Answered`. A process of its own, so that its work is nobody else's waiting.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import type { Answered, Asking } from './load.ts';

const { hostname, port } = new URL(process.argv[2] ?? '');
const askings: readonly Asking[] = JSON.parse(await text(process.stdin));

interface Answer {
  readonly status: number;
  /** of the body, as it travelled */
  readonly bytes: number;
}

interface Connection {
  ask(request: Buffer): Promise<Answer>;
  close(): void;
}

async function opened(): Promise<Connection> {
  const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | null = null;
  let head: Buffer = Buffer.alloc(0);
  /** of the answer under way; null while its head is not complete */
  let answer: { readonly status: number; readonly bytes: number; left: number } | null = null;
  const fail = (): void =>
    waiting?.reject(new Error(`the connection ended after: ${head.toString('latin1').slice(0, 300)}`));
  socket.on('close', fail).on('error', fail);
  socket.on('data', (piece: Buffer) => {
    if (answer === null) {
      head = head.length === 0 ? piece : Buffer.concat([head, piece]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const said = head.subarray(0, end).toString('latin1');
      const bytes = Number(/\r\ncontent-length: (\d+)/i.exec(said)?.[1] ?? 0);
      answer = { status: Number(said.slice(9, 12)), bytes, left: bytes - (head.length - end - 4) };
    } else {
      answer.left -= piece.length;
    }
    if (answer.left > 0) return;
    const done = answer;
    answer = null;
    head = Buffer.alloc(0);
    waiting?.resolve(done);
  });
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.off('close', fail).destroy(),
  };
}

/** Who asks more than is answered waits ever longer: after so many times the time he stops, and what is not answered by then waited until then. */
const PATIENCE = 2;

async function answersTo({ paths, headers, status, rate, seconds, connections }: Asking): Promise<Answered> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const requests = paths.map((path) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${lines.join('')}\r\n`),
  );
  const all = await Promise.all(Array.from({ length: connections }, opened));
  const tookMs: number[] = [];
  let bytes = 0;
  let next = 0;

  /** @param dueMs when it should have been sent */
  async function askOne(connection: Connection, dueMs: number): Promise<void> {
    const at = next++ % paths.length;
    const request = requests[at];
    if (request === undefined) throw new Error('there is nothing to ask');
    const answer = await connection.ask(request);
    if (answer.status !== status) throw new Error(`${paths[at]} was answered ${answer.status}, not ${status}`);
    tookMs.push(performance.now() - dueMs);
    bytes += answer.bytes;
  }

  const beganMs = performance.now();
  const endsMs = beganMs + seconds * 1_000;
  const dueMs = (at: number): number => beganMs + (at * 1_000) / rate;

  async function asFastAsAnswered(connection: Connection): Promise<void> {
    while (performance.now() < endsMs) await askOne(connection, performance.now());
  }

  function atRate(): Promise<void> {
    const givesUpMs = beganMs + PATIENCE * seconds * 1_000;
    const count = rate * seconds;
    const idle = [...all];
    return new Promise((resolve, reject) => {
      // What is due while every connection waits for its answer is sent late, and its lateness is counted.
      const send = (): void => {
        for (let due = dueMs(next); next < count && due <= performance.now(); due = dueMs(next)) {
          const connection = idle.pop();
          if (connection === undefined) return;
          askOne(connection, due).then(() => {
            idle.push(connection);
            send();
          }, reject);
        }
      };
      const timer = setInterval(() => {
        send();
        if (tookMs.length < count && performance.now() < givesUpMs) return;
        clearInterval(timer);
        resolve();
      }, 1);
    });
  }

  await (rate === 0 ? Promise.all(all.map(asFastAsAnswered)) : atRate());
  const endedMs = performance.now();
  for (const connection of all) connection.close();
  const answered = tookMs.length;
  for (let at = answered; at < rate * seconds; at += 1) tookMs.push(endedMs - dueMs(at));
  const sorted = Float64Array.from(tookMs).sort();
  const atRank = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    requests: answered,
    rps: (answered * 1_000) / (endedMs - beganMs),
    p50Ms: atRank(0.5),
    p99Ms: atRank(0.99),
    maxMs: sorted.at(-1) ?? 0,
    bytesEach: Math.round(bytes / answered),
  };
}

const heard: Answered[] = [];
for (const asking of askings) heard.push(await answersTo(asking));
process.stdout.write(`${JSON.stringify(heard)}\n`);
