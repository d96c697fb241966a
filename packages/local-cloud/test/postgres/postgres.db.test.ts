import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@pooltool/local-cloud/postgres';
import { openPool } from '@pooltool/shared-utils/pg';
import { expect, onTestFinished, test, vi } from 'vitest';

async function makeDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // Longer than a Unix socket's path may be.
  return join(folder, 'a folder with a name longer than sun_path '.repeat(4), 'data');
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const pool = openPool({ connectionString: url, applicationName: 'test', max: 1 });
  try {
    return (await pool.query(statement)).rows;
  } finally {
    await pool.end();
  }
}

/** A server started by another process, which is killed at the end whatever happens. */
async function startByLauncher(...args: string[]): Promise<{ launcher: ChildProcess; url: string; dataDir: string }> {
  const script = fileURLToPath(new URL('launcher.ts', import.meta.url));
  const launcher = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void launcher.kill('SIGKILL'));
  const [line]: unknown[] = await once(createInterface({ input: launcher.stdout }), 'line');
  return { launcher, ...JSON.parse(String(line)) };
}

async function killLauncher(launcher: ChildProcess): Promise<void> {
  launcher.kill('SIGKILL');
  await once(launcher, 'exit');
}

test('a temporary server answers, sorts by code point, speaks UTC, and leaves nothing when stopped', async () => {
  const server = await startPostgres();
  expect(
    await ask(
      server.url,
      `select array['B', 'a', 'é'] = array(select unnest(array['é', 'a', 'B']) order by 1) as ordered`,
    ),
  ).toEqual([{ ordered: true }]);
  expect(await ask(server.url, `show timezone`)).toEqual([{ TimeZone: 'UTC' }]);
  expect(await ask(server.url, `show listen_addresses`)).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const folder = dirname(server.dataDir);
  expect(existsSync(folder)).toBe(true);
  await server.stop();
  expect(existsSync(folder)).toBe(false);
  await server.stop();
});

test('a kept folder keeps its data, on the port one asked for', async () => {
  const dataDir = await makeDataDir();
  const first = await startPostgres({ dataDir, settings: { work_mem: '7MB' } });
  await ask(first.url, 'create table kept as select 42 as answer');
  expect(await ask(first.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
  expect(await ask(first.url, 'show work_mem')).toEqual([{ work_mem: '7MB' }]);
  await first.stop();
  const second = await startPostgres({ dataDir, port: first.port });
  expect(second.port).toBe(first.port);
  expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.stop();
  expect(await readdir(dirname(dataDir))).toEqual(['data']);
});

test('after kill -9 of the postmaster the next start recovers what was committed', async () => {
  const dataDir = await makeDataDir();
  const first = await startPostgres({ dataDir });
  await ask(first.url, 'create table kept as select 42 as answer');
  await first.kill();
  await first.stop();
  const second = await startPostgres({ dataDir });
  expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.stop();
});

test('after kill -9 of its launcher a server lives on, and the next start takes its place', async () => {
  const dataDir = await makeDataDir();
  const { launcher, url } = await startByLauncher(dataDir);
  await ask(url, 'create table kept as select 42 as answer');
  await killLauncher(launcher);
  expect(await ask(url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  const next = await startPostgres({ dataDir });
  expect(next.url).not.toBe(url);
  await expect(ask(url, 'select 1')).rejects.toMatchObject({ code: 'POOLTOOL_DATABASE_UNREACHABLE' });
  expect(await ask(next.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await next.stop();
});

test('a temporary server whose launcher was killed is swept away by the next temporary one', async () => {
  const { launcher, url, dataDir } = await startByLauncher();
  await killLauncher(launcher);
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  const next = await startPostgres();
  expect(existsSync(dirname(dataDir))).toBe(false);
  await expect(ask(url, 'select 1')).rejects.toMatchObject({ code: 'POOLTOOL_DATABASE_UNREACHABLE' });
  await next.stop();
});

test('a launcher that exits without stopping its server takes it along', async () => {
  const dataDir = await makeDataDir();
  const { launcher } = await startByLauncher(dataDir);
  launcher.stdin?.end();
  await once(launcher, 'exit');
  await vi.waitFor(() => expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false), { timeout: 10_000 });
});

test('a folder in use by a living launcher is not taken away from it', async () => {
  const dataDir = await makeDataDir();
  const { launcher, url } = await startByLauncher(dataDir);
  await expect(startPostgres({ dataDir })).rejects.toMatchObject({
    code: 'POOLTOOL_LOCAL_POSTGRES_IN_USE',
    message: expect.stringContaining(`process ${launcher.pid} keeps its PostgreSQL`),
  });
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await killLauncher(launcher);
  const next = await startPostgres({ dataDir });
  await next.stop();
});

test('a lock file whose process id is another program by now does not stand in the way', async () => {
  const dataDir = await makeDataDir();
  await (await startPostgres({ dataDir })).stop();
  await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n`);
  const server = await startPostgres({ dataDir });
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
});

test('a port that is taken is said, with what PostgreSQL wrote', async () => {
  const server = await startPostgres();
  await expect(startPostgres({ port: server.port })).rejects.toMatchObject({
    code: 'POOLTOOL_LOCAL_POSTGRES_FAILED',
    message: expect.stringMatching(/Address already in use/),
  });
  await server.stop();
});

test('a folder of another PostgreSQL version is refused, not touched', async () => {
  const dataDir = await makeDataDir();
  await (await startPostgres({ dataDir })).stop();
  await writeFile(join(dataDir, 'PG_VERSION'), '15\n');
  await expect(startPostgres({ dataDir })).rejects.toThrow(/was made by PostgreSQL 15, this is 18/);
  expect(await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).toBe('15\n');
});

test('a wrong setting is told with the reason', async () => {
  await expect(startPostgres({ settings: { work_mem: 'much' } })).rejects.toThrow(
    /invalid value for parameter "work_mem"/,
  );
});

test('two servers start at once', async () => {
  const log = vi.fn<(line: string) => void>();
  const servers = await Promise.all([startPostgres({ log }), startPostgres()]);
  expect(servers[0].port).not.toBe(servers[1].port);
  expect(log.mock.calls.flat().join('\n')).toContain('database system is ready to accept connections');
  await Promise.all(servers.map((server) => server.stop()));
});
