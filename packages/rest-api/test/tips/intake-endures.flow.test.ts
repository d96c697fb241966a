import { inTransaction } from '@pooltool/shared-utils/pg';
import { keyName, revokeKey } from '@pooltool/store/keys';
import { expect, test } from 'vitest';
import { report, type Senders, startSenders } from './intake-senders.ts';
import { type IntakeStage, KEY, openIntakeStage } from './intake-stage.ts';

const PATIENCE = { timeout: 60_000, interval: 10 };

const acknowledgedMore = async ({ acknowledged }: Senders, than: number) =>
  expect.poll(() => acknowledged.size, PATIENCE).toBeGreaterThan(than);

/** Nothing is lost; what nobody acknowledged may be there, or be there twice after a put whose end was not heard. */
async function expectAllStored(stage: IntakeStage, ...all: readonly Senders[]): Promise<void> {
  const stored = new Set(await stage.stored());
  for (const { acknowledged } of all) {
    expect([...acknowledged].filter((no) => !stored.has(no))).toEqual([]);
  }
}

test('killed or stopped under load, rest-api loses nothing that it acknowledged', async () => {
  const stage = await openIntakeStage();
  const killed = await stage.api();
  const before = startSenders(killed.address);
  await acknowledgedMore(before, 100);
  killed.kill('SIGKILL');
  expect(await killed.ended).toBe('SIGKILL');
  await before.stop();
  await expectAllStored(stage, before);

  const stopped = await stage.api();
  const after = startSenders(stopped.address);
  await acknowledgedMore(after, 100);
  stopped.kill('SIGTERM');
  expect(await stopped.ended).toBe(0);
  await after.stop();
  await expectAllStored(stage, before, after);
  // Nobody acknowledged is told so by a broken connection or by 503, never by a fault of ours.
  expect([...new Set([...before.answers.keys(), ...after.answers.keys()])].filter((status) => status === 500)).toEqual(
    [],
  );
});

test('PostgreSQL goes away under load and comes back: 503, then reports are taken again by the same process, which hears of revoked keys', async () => {
  const stage = await openIntakeStage();
  const api = await stage.api();
  const senders = startSenders(api.address);
  await acknowledgedMore(senders, 100);

  await stage.takeAway();
  await expect.poll(() => senders.answers.get(503) ?? 0, PATIENCE).toBeGreaterThan(0);
  const ready = await fetch(`${api.address}/ready`);
  expect(ready.status).toBe(503);
  const whileAway = senders.acknowledged.size;
  await stage.bringBack();
  await acknowledgedMore(senders, whileAway + 100);
  await senders.stop();
  await expectAllStored(stage, senders);
  expect([...senders.answers.keys()].sort((a, b) => a - b)).toEqual([200, 503]);
  await expect.poll(async () => (await fetch(`${api.address}/ready`)).status, PATIENCE).toBe(200);

  await inTransaction(stage.pool, (tx) => revokeKey(tx, keyName(KEY), 1));
  await expect.poll(() => report(api.address, { no: 1, node: 'n' }), PATIENCE).toBe(403);
  api.kill('SIGTERM');
  expect(await api.ended).toBe(0);
});
