import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { epoch } from '@pooltool/domain';
import { manualClock } from '@pooltool/shared-utils/clock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { handedOverDumps } from '../../src/live/ledger-dumps.ts';
import { doneName, timeText } from '../../src/spool/dump-name.ts';

const HOUR_MS = 3_600_000;
const NOON_MS = Date.UTC(2026, 0, 5, 12);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-done-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** As the spool leaves it; `atMs`: when it was last changed, by whatever clock. */
async function handedOver(of: number, atMs: number): Promise<string> {
  const name = doneName(epoch(of), `${timeText(atMs)}-ledger.cbor`);
  await writeFile(join(folder, name), 'a dump');
  await utimes(join(folder, name), atMs / 1000, atMs / 1000);
  return name;
}
const dumps = () => handedOverDumps({ folder, pollMs: 1, clock: manualClock(NOON_MS) });
const next = async (from: ReturnType<typeof dumps>) => {
  const dump = await from.next(new AbortController().signal);
  await dump.done();
  return [basename(dump.path), dump.takenAtMs];
};

test('of an epoch the last dump that was handed over is taken for live stake, and then each that follows', async () => {
  const taken = dumps();
  await handedOver(5, NOON_MS - HOUR_MS);
  const second = await handedOver(5, NOON_MS);
  expect(await next(taken)).toEqual([second, NOON_MS]);
  const third = await handedOver(6, NOON_MS + HOUR_MS);
  expect(await next(taken)).toEqual([third, NOON_MS + HOUR_MS]);
});

test('a dump whose time is of a clock that was ahead does not stand before those of later epochs', async () => {
  const taken = dumps();
  const ahead = await handedOver(5, NOON_MS + 1_000 * HOUR_MS);
  expect(await next(taken)).toEqual([ahead, NOON_MS + 1_000 * HOUR_MS]);
  const later = await handedOver(6, NOON_MS);
  expect((await next(taken))[0]).toBe(later);
});
