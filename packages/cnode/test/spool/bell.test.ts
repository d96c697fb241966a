import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { expect, test, vi } from 'vitest';
import { newBell, ringOnChange } from '../../src/spool/bell.ts';

const { signal: never } = new AbortController();

/** Waits again and again, and counts how often it was woken. */
function listener(pollMs = 60_000) {
  const clock = manualClock();
  const bell = newBell(clock);
  const ending = new AbortController();
  let woken = 0;
  const listen = async (): Promise<void> => {
    for (;;) {
      await bell.wait(pollMs, ending.signal);
      woken += 1;
    }
  };
  const done = listen().catch(() => {});
  const end = () => {
    ending.abort(new Error('enough'));
    return done;
  };
  return { clock, bell, woken: () => woken, end };
}

test('it wakes who waits', async () => {
  const { clock, bell, woken, end } = listener();
  await clock.advance(59_000);
  expect(woken()).toBe(0);
  bell.ring();
  await clock.advance(200);
  expect(woken()).toBe(1);
  await end();
});

test('it wakes who was busy when it rang', async () => {
  const clock = manualClock();
  const bell = newBell(clock);
  bell.ring();
  const waiting = bell.wait(60_000, never);
  await clock.advance(200);
  await expect(waiting).resolves.toBeUndefined();
});

test('however often it rings, it wakes five times a second at most', async () => {
  const { clock, bell, woken, end } = listener();
  for (let ms = 0; ms < 1000; ms += 1) {
    bell.ring();
    await clock.advance(1);
  }
  expect(woken()).toBeLessThanOrEqual(5);
  expect(woken()).toBeGreaterThan(0);
  await end();
});

test('without a ring the poll wakes', async () => {
  const { clock, woken, end } = listener(1000);
  await clock.advance(3500);
  expect(woken()).toBe(3);
  await end();
});

test('a file that appears in the folder rings', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-bell-'));
  const ring = vi.fn<() => void>();
  const watching = ringOnChange({ folder, bell: { ring, wait: async () => {} }, log: memoryLog() });
  await writeFile(join(folder, 'ledger.cbor'), '');
  await vi.waitFor(() => expect(ring).toHaveBeenCalled());
  watching.close();
  await rm(folder, { recursive: true });
});

test('a folder that cannot be watched is told and no reason to end', () => {
  const log = memoryLog();
  ringOnChange({ folder: join(tmpdir(), 'pooltool-absent'), bell: newBell(manualClock()), log }).close();
  expect(log.events()).toEqual(['dump-folder.not-watched']);
});
