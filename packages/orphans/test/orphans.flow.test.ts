import { inTransaction } from '@pooltool/shared-utils/pg';
import { readSettledHeight } from '@pooltool/store/battles';
import { expect, test, vi } from 'vitest';
import {
  branchOf,
  follow,
  recordProven,
  rollBack,
  settle,
  settledRows,
} from '../../store/test/battles/small-contests.ts';
import { openOrphansStage } from './orphans-stage.ts';

const within = { timeout: 30_000, interval: 20 };
const HEIGHTS = 300;

test('killed, repeated, cut off from PostgreSQL and rolled back: the end is what one pass over the final chain gives', async () => {
  const { pool, daemon, restartPostgres } = await openOrphansStage();
  const trunk = branchOf({ from: 1, to: HEIGHTS });
  const rivals = branchOf({ from: 1, to: HEIGHTS, branch: 3 });
  await follow(pool, trunk);
  await inTransaction(pool, (tx) => recordProven(tx, rivals, [20, 21]));

  const first = daemon();
  await vi.waitFor(async () => expect(await readSettledHeight(pool)).toBeGreaterThan(0), within);
  first.child.kill('SIGKILL');
  await first.ended;
  expect(await readSettledHeight(pool)).toBeLessThan(HEIGHTS - 10);

  const next = daemon();
  await next.ready;
  expect(await daemon().ended).toBe(75);
  await vi.waitFor(async () => expect(await readSettledHeight(pool)).toBe(HEIGHTS - 10), within);

  await restartPostgres();
  // It cannot know whether it is still the only one, so it ends, and PM2 starts it again.
  expect(await next.ended).not.toBe(0);
  const last = daemon();
  await last.ready;
  const onto = trunk[199] ?? null;
  await rollBack(pool, onto);
  await follow(pool, branchOf({ from: 201, to: HEIGHTS + 20, branch: 1, onto }));
  await vi.waitFor(async () => expect(await readSettledHeight(pool)).toBe(HEIGHTS + 10), within);
  last.child.kill('SIGTERM');
  expect(await last.ended).toBe(0);

  const settled = await settledRows(pool);
  expect(settled.heights).toHaveLength(HEIGHTS);
  await pool.query(`truncate judged_height, judged_block`);
  await pool.query(`update settled_height set height = -1`);
  await settle(pool, HEIGHTS * 2);
  expect(await settledRows(pool)).toEqual(settled);
}, 120_000);
