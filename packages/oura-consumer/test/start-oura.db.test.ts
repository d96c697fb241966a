import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

const script = fileURLToPath(new URL('../../../ops/oura/start-oura.mjs', import.meta.url));
const hash = (digit: string) => digit.repeat(64);
const tip = { slot: 140, hash: hash('a'), height: 7 };
const earlier = [{ slot: 120, hash: hash('b'), height: 6 }];

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-start-oura-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A consumer that answers each /sync-point with the next of these. */
async function consumer(answers: readonly { status: number; body: unknown }[]) {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, answer) => {
    const { status, body } = answers[Math.min(asked.length, answers.length - 1)] ?? { status: 500, body: null };
    asked.push(request.headers.authorization);
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  const { port }: AddressInfo = address;
  return { url: `http://127.0.0.1:${port}`, asked };
}

/** An Oura that writes its arguments down, and ends as `code` says, or stays until it is asked to go. */
async function oura(code: number | 'stay' | 'not found first'): Promise<string> {
  const path = join(folder, 'oura');
  const ends = code === 'stay' ? "setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(3))" : '';
  const first =
    code === 'not found first' ? `process.exit(process.argv.join(' ').includes('${tip.hash}') ? 0 : 9)` : '';
  const text = `#!${process.execPath}
require('node:fs').appendFileSync('${join(folder, 'calls')}', process.argv.slice(2).join(' ') + '\\n');
${ends || first || `process.exit(${code})`}
`;
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');

function start(args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [script, ...args], { env: { PATH: process.env['PATH'], ...environment } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  child.stdout.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  return { child, ended: exitOf(child), said: () => said };
}

const exitOf = async (child: ChildProcess): Promise<unknown> => (await once(child, 'exit'))[0];

describe('start-oura.mjs', () => {
  test('writes our points into the cursor of Oura 2, newest first, and starts it', async () => {
    const { url, asked } = await consumer([{ status: 200, body: { ...tip, earlier } }]);
    const cursor = join(folder, 'cursor.json');
    const args = ['--oura-version', '2', '--config', 'x.toml', '--cursor-file', cursor, '--consumer', url];
    const { ended } = start([...args, '--oura', await oura(5)], { OURA_AUTHORIZATION: 'Bearer right' });
    expect(await ended).toBe(5);
    expect(JSON.parse(await readFile(cursor, 'utf8'))).toEqual([
      [140, hash('a')],
      [120, hash('b')],
    ]);
    expect(await calls()).toEqual(['daemon --config x.toml']);
    expect(asked).toEqual(['Bearer right']);
  });

  test('empties the cursor of Oura 2 when our chain is empty, so that the configuration counts', async () => {
    const { url } = await consumer([{ status: 200, body: null }]);
    const cursor = join(folder, 'cursor.json');
    await writeFile(cursor, '[[1,"old"]]');
    const args = ['--oura-version', '2', '--config', 'x.toml', '--cursor-file', cursor, '--consumer', url];
    await start([...args, '--oura', await oura(1)]).ended;
    expect(JSON.parse(await readFile(cursor, 'utf8'))).toEqual([]);
  });

  test('gives Oura 1 our tip, and an older point when the node does not know that one', async () => {
    const { url } = await consumer([{ status: 200, body: { ...tip, earlier } }]);
    const args = ['--oura-version', '1', '--config', 'x.toml', '--consumer', url];
    const { ended } = start([...args, '--oura', await oura('not found first')]);
    expect(await ended).toBe(9);
    expect(await calls()).toEqual([
      `daemon --config x.toml --cursor 140,${hash('a')}`,
      `daemon --config x.toml --cursor 120,${hash('b')}`,
    ]);
  });

  test('ends with 1 when the node knows none of our points, and says so', async () => {
    const { url } = await consumer([{ status: 200, body: { ...tip, earlier } }]);
    const { ended, said } = start([
      ...['--oura-version', '1', '--config', 'x.toml', '--consumer', url],
      ...['--oura', await oura(0)],
    ]);
    expect(await ended).toBe(1);
    expect(said()).toContain('knows none of our points');
  });

  test('passes SIGTERM on and ends with 0 when it was asked to', async () => {
    const { url } = await consumer([{ status: 200, body: { ...tip, earlier } }]);
    const args = ['--oura-version', '1', '--config', 'x.toml', '--consumer', url, '--oura', await oura('stay')];
    const { child, ended } = start(args);
    await vi.waitFor(async () => expect(await calls()).toHaveLength(1), { timeout: 10_000 });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('says why the consumer does not tell where to start, and waits', async () => {
    const { url, asked } = await consumer([{ status: 401, body: { error: 'authorise' } }]);
    const { child, said } = start(['--oura-version', '1', '--config', 'x.toml', '--consumer', url]);
    await vi.waitFor(() => expect(said()).toContain('401'), { timeout: 10_000 });
    expect(asked).toHaveLength(1);
    expect(child.exitCode).toBe(null);
  });

  test.each([
    [['--oura-version', '3', '--config', 'x'], 2, '--oura-version must be 1 or 2'],
    [['--oura-version', '1'], 2, '--config is missing'],
    [['--oura-version', '2', '--config', 'x'], 2, '--cursor-file is missing'],
    [['--nonsense'], 2, "Unknown option '--nonsense'"],
    [['--help'], 0, 'asks the consumer where its chain ends'],
  ])('called with %j ends with %i', async (args, code, says) => {
    const { ended, said } = start(args);
    expect(await ended).toBe(code);
    expect(said()).toContain(says);
  });
});
