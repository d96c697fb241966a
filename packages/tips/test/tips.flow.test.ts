import { type TipMessage, unixMs } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { openPostgresInbox } from '@pooltool/tip-inbox';
import { expect, test, vi } from 'vitest';
import { tipPasses } from '../src/tip-pass.ts';
import { openDaemonStage } from './daemon-stage.ts';
import { reportsOf, type ToldBlock, tipNetwork } from './small-tips.ts';
import { toldTruth } from './told-truth.ts';

const PATIENCE = { timeout: 30_000, interval: 20 };

/** Two rivals for each of five heights, seen by some pools each. */
const told = (height: number, receivedAt: TipMessage['receivedAt']): TipMessage[] =>
  [1, 2].flatMap((rival) => {
    const block: ToldBlock = {
      tag: 10 * height + rival,
      height,
      slot: 30_000 + 20 * height + rival,
      maker: rival,
    };
    return reportsOf(block, 2 + rival, { receivedAt });
  });

test('killed in the middle of a pass, doubled and cut off from PostgreSQL, the loop ends as if nothing had happened', async () => {
  const { pool, daemon, killAt, restartPostgres } = await openDaemonStage();
  const inbox = openPostgresInbox({ pool });
  const receivedAt = unixMs(systemClock.now());
  const heights = [1, 2, 3, 4, 5].map((height) => told(height, receivedAt));
  const put = (at: number) => inbox.put(heights[at] ?? []);
  const isEmpty = () =>
    vi.waitFor(async () => expect((await pool.query('select from tip_inbox')).rowCount).toBe(0), PATIENCE);

  // When its reports are written; and with everything, just before the COMMIT.
  for (const [at, table] of ['reported_header', 'document_mark'].entries()) {
    const victim = daemon();
    await victim.ready;
    await killAt(table, victim, () => put(at));
    expect((await pool.query('select from tip_inbox')).rowCount).toBeGreaterThan(0);
  }

  const next = daemon();
  await next.ready;
  expect(await daemon().ended).toBe(75);
  await isEmpty();
  await put(2);
  await restartPostgres();
  // It cannot know whether it is still the only one, so it ends, and PM2 starts it again.
  expect(await next.ended).not.toBe(0);
  await put(3);
  const last = daemon();
  await last.ready;
  await put(4);
  await isEmpty();
  last.child.kill('SIGTERM');
  expect(await last.ended).toBe(0);

  const messages = heights.flat();
  const survived = await toldTruth(pool, messages);
  expect(survived.judged['judged_block']).toHaveLength(10);
  await pool.query('truncate reporter, reported_block, reported_header, judged_height, sync_sample cascade');
  await inbox.put(messages);
  await tipPasses({ pool, inbox, network: tipNetwork, clock: systemClock }).pass();
  expect(survived).toEqual(await toldTruth(pool, messages));
}, 120_000);
