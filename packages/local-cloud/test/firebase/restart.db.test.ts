import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startRealtimeDatabase } from '../../src/firebase/index.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rtdb-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the server', () => {
  test('that finds its port taken leaves the data alone', async () => {
    const first = await startRealtimeDatabase({ dataDir });
    await fetch(`${first.url}/a.json`, { method: 'PUT', body: '1' });
    await expect(startRealtimeDatabase({ dataDir, port: first.port })).rejects.toThrow('EADDRINUSE');
    await fetch(`${first.url}/b.json`, { method: 'PUT', body: '2' });
    await first.stop();
    const again = await startRealtimeDatabase({ dataDir });
    expect(again.read('/')).toEqual({ a: 1, b: 2 });
    await again.stop();
  });

  test('does not start on damaged data, and frees its port', async () => {
    writeFileSync(join(dataDir, '1.log'), 'damaged\ndamaged\n');
    const other = await startRealtimeDatabase();
    const { port } = other;
    await other.stop();
    await expect(startRealtimeDatabase({ dataDir, port })).rejects.toThrow('damaged');
    await (await startRealtimeDatabase({ port })).stop();
  });

  test('has every acknowledged write after kill -9', async () => {
    const entry = new URL('../../src/firebase/index.ts', import.meta.url).href;
    const script = `
      import { startRealtimeDatabase } from ${JSON.stringify(entry)};
      const server = await startRealtimeDatabase({ dataDir: ${JSON.stringify(dataDir)} });
      process.stdout.write(server.url + '\\n');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    const url = String(line).trim();
    let acknowledged = -1;
    const writing = (async () => {
      for (let n = 0; ; n += 1) {
        await fetch(`${url}/writes/k${n}.json?ns=demo&print=silent`, { method: 'PUT', body: String(n) });
        acknowledged = n;
      }
    })().catch(() => undefined);
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThan(50), { timeout: 10_000 });
    child.kill('SIGKILL');
    await writing;
    const server = await startRealtimeDatabase({ dataDir });
    const kept = Object(server.read('/writes', 'demo'));
    for (let n = 0; n <= acknowledged; n += 1) expect(kept[`k${n}`]).toBe(n);
    await server.stop();
  }, 20_000);
});
