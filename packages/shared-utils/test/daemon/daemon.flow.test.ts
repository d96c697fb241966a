import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';

type Line = { readonly level: string; readonly event: string } & Readonly<Record<string, unknown>>;

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** The fixture as a process of its own; `lines` are its log, `ended` its exit code. */
function daemon(does: string, env: Record<string, string> = { FIXTURE_KEY: 'long enough' }) {
  const child = fork(join(import.meta.dirname, 'fixture-daemon.ts'), {
    env: { ...env, FIXTURE_DOES: does, STOP_GRACE: env['STOP_GRACE'] ?? '10s' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  let out = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ready = once(child, 'message').then(([message]: unknown[]) => message);
  const ended = once(child, 'close').then(([code]: unknown[]) => {
    running.delete(child);
    return code;
  });
  const lines = () =>
    out
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line): Line => JSON.parse(line));
  return {
    child,
    ready,
    ended,
    lines,
    events: () => lines().map(({ event }) => event),
    line: (event: string) => lines().find((one) => one.event === event),
    output: () => out + errors,
    address: () => String(lines().find(({ event }) => event === 'daemon.started')?.['address']),
  };
}

describe.concurrent('a daemon that is asked to stop', { timeout: 120_000 }, () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s aborts its signal, closes in reverse and exits 0',
    async (signal) => {
      const { child, ready, ended, lines, events } = daemon('runs');
      expect(await ready).toBe('ready');
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(events()).toEqual(['daemon.started', 'test.stopped', 'test.closed', 'test.closed', 'daemon.stopped']);
      expect(lines().slice(1)).toMatchObject([
        { aborted: true },
        { name: 'second', aborted: true },
        { name: 'first' },
        { why: 'asked', by: signal, unclosed: [] },
      ]);
    },
  );

  test('by PM2’s shutdown message does the same', async () => {
    const { child, ready, ended, line } = daemon('runs');
    await ready;
    child.send('shutdown');
    expect(await ended).toBe(0);
    expect(line('daemon.stopped')).toMatchObject({ by: 'shutdown message' });
  });

  test('closes the rest when one resource throws, and tells that it was not clean', async () => {
    const { child, ready, ended, events, line } = daemon('throws while closing');
    await ready;
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(events().filter((event) => event === 'test.closed')).toHaveLength(2);
    expect(line('daemon.stopped')).toMatchObject({ unclosed: ['clumsy'] });
  });

  test('closes the rest when one resource never closes', async () => {
    const { child, ready, ended, events, line } = daemon('never closes', {
      FIXTURE_KEY: 'long enough',
      STOP_GRACE: '400ms',
    });
    await ready;
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(line('resource.close_overdue')).toMatchObject({ resource: 'stubborn', limitMs: 200 });
    expect(events().filter((event) => event === 'test.closed')).toHaveLength(2);
  });

  test('is cut off when it does not come to an end in time', async () => {
    const { child, ended, line } = daemon('hangs while starting', { FIXTURE_KEY: 'long enough', STOP_GRACE: '50ms' });
    await vi.waitFor(() => expect(line('test.starting')).toBeDefined(), { timeout: 60_000 });
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(line('daemon.stop_overdue')).toMatchObject({ graceMs: 50, left: ['second', 'first', 'singleton lock'] });
  });

  test('ends at once when asked a second time', async () => {
    const { child, ready, ended, line } = daemon('never closes', { FIXTURE_KEY: 'long enough', STOP_GRACE: '1h' });
    await ready;
    child.kill('SIGTERM');
    await vi.waitFor(
      () => {
        child.kill('SIGTERM');
        expect(line('daemon.cut')).toBeDefined();
      },
      { timeout: 60_000 },
    );
    expect(await ended).toBe(1);
  });
});

describe.concurrent('a daemon that serves', { timeout: 120_000 }, () => {
  test('answers health, readiness and metrics', async () => {
    const { ready, address } = daemon('runs');
    await ready;
    const [health, readiness, metrics] = await Promise.all(
      ['/health', '/ready', '/metrics'].map(async (path) => (await fetch(address() + path)).text()),
    );
    expect(health).toBe('{"alive":true}');
    expect(readiness).toBe('{"ready":true,"checks":{"feed":{"ok":true}}}');
    expect(metrics).toContain('pooltool_process_resident_memory_bytes{daemon="fixture"}');
  });

  test('exits 70 after a request that halts', async () => {
    const { ready, ended, address, events } = daemon('runs');
    await ready;
    expect((await fetch(`${address()}/halts`)).status).toBe(500);
    expect(await ended).toBe(70);
    expect(events()).toEqual(
      expect.arrayContaining(['request.halted', 'daemon.halted', 'test.stopped', 'test.closed']),
    );
  });

  test('exits 1 after a rejection that nobody handled', async () => {
    const { ready, ended, address, line } = daemon('runs');
    await ready;
    await fetch(`${address()}/forgets`).catch(() => undefined);
    expect(await ended).toBe(1);
    expect(line('daemon.failed')).toMatchObject({
      level: 'fatal',
      origin: 'unhandledRejection',
      error: { message: 'nobody awaits me' },
    });
  });
});

describe.concurrent('a daemon that ends by itself', { timeout: 120_000 }, () => {
  test('exits 0 when its work is done', async () => {
    const { ended, line } = daemon('finishes');
    expect(await ended).toBe(0);
    expect(line('daemon.stopped')).toMatchObject({ why: 'finished' });
  });

  test('exits 1 when its loop breaks, with the error, and closes what it opened', async () => {
    const { ended, line, events } = daemon('fails');
    expect(await ended).toBe(1);
    expect(line('daemon.failed')).toMatchObject({ level: 'fatal', error: { message: 'the loop broke' } });
    expect(events()).toContain('test.closed');
  });

  test('exits 1 when it cannot start, closes what it had opened, and shows no password', async () => {
    const { ended, line, events, output } = daemon('cannot start');
    expect(await ended).toBe(1);
    expect(line('daemon.failed')).toMatchObject({ error: { message: 'no database at postgres://me:***@nowhere/' } });
    expect(events()).toEqual(['daemon.failed', 'test.closed', 'test.closed']);
    expect(output()).not.toContain('hunter22');
  });

  test('exits 78 when settings are wrong, after naming all of them', async () => {
    const { ended, lines, output } = daemon('', { FIXTURE_KEY: 'hunter2', LOG_LEVEL: 'loud' });
    expect(await ended).toBe(78);
    expect(lines()).toMatchObject([
      {
        level: 'fatal',
        event: 'daemon.misconfigured',
        error: {
          code: 'POOLTOOL_CONFIG_INVALID',
          details: { faults: [{ name: 'LOG_LEVEL' }, { name: 'FIXTURE_DOES' }, { name: 'FIXTURE_KEY' }] },
        },
      },
    ]);
    expect(output()).not.toContain('hunter2');
  });

  test('exits 75 when another instance is running', async () => {
    const { ended, events, line } = daemon('is second');
    expect(await ended).toBe(75);
    expect(events()).toEqual(['daemon.refused']);
    expect(line('daemon.refused')).toMatchObject({ error: { code: 'POOLTOOL_SINGLETON_HELD' } });
  });

  test('exits 75 when it lost the lock that keeps it single', async () => {
    const { ended, line } = daemon('loses its lock');
    expect(await ended).toBe(75);
    expect(line('daemon.refused')).toMatchObject({ error: { code: 'POOLTOOL_SINGLETON_LOST' } });
  });
});
