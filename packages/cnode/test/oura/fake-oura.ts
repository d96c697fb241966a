import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What the fake does when it is started; `args` are its arguments, `fs` node:fs. */
export const STAYS = `process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000);`;

export interface FakeOura {
  readonly program: string;
  /** the arguments of every start, as one text each */
  starts(): Promise<string[]>;
  pids(): Promise<number[]>;
}

/** An Oura made of a few lines of Node: writes down how it was started, then does this. */
export async function fakeOura(folder: string, does: string): Promise<FakeOura> {
  const program = join(folder, 'oura');
  const starts = join(folder, 'starts');
  await writeFile(starts, '');
  await writeFile(
    program,
    `#!${process.execPath}
const args = process.argv.slice(2), fs = require('node:fs');
const nth = fs.readFileSync(${JSON.stringify(starts)}, 'utf8').split('\\n').length;
fs.appendFileSync(${JSON.stringify(starts)}, JSON.stringify({ args: args.join(' '), pid: process.pid, env: Object.keys(process.env) }) + '\\n');
console.log('this is the fake');
${does}
`,
  );
  await chmod(program, 0o755);
  const all = async (): Promise<{ args: string; pid: number }[]> =>
    (await readFile(starts, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return {
    program,
    starts: async () => (await all()).map(({ args }) => args),
    pids: async () => (await all()).map(({ pid }) => pid),
  };
}

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A consumer that answers /sync-point as `answer` says at the moment. */
export async function fakeConsumer(answer: () => { status?: number; body: unknown }) {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    const { status = 200, body } = answer();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}
