import { unixMs } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import {
  isSettlingDue,
  recordBattleSample,
  refreshTrends,
  SAMPLE_EVERY_MS,
  type Settled,
  settleHeights,
} from '@pooltool/store/battles';
import { leaderValueOf } from './leader-value.ts';

/** A transaction's: with 1,500 reporters some 75,000 reports, for a part of a second in which none is taken in. */
const HEIGHTS_AT_ONCE = 50;

interface PassParts {
  readonly pool: Pool;
  readonly clock: Clock;
  /** blocks above a height */
  readonly depth: number;
  readonly signal: AbortSignal;
  /** of each transaction that settled something */
  readonly observe: (settled: Settled) => void;
}

/**
 * Settles all that is deep enough, and then counts. Everything is in PostgreSQL, so a pass can break off anywhere: the next
 * one, of whatever process, goes on from there.
 */
export function settlePass({ pool, clock, depth, signal, observe }: PassParts): () => Promise<void> {
  let countedMs = Number.NEGATIVE_INFINITY;

  async function settleAll(): Promise<number> {
    let changed = 0;
    for (let complete = !(await isSettlingDue(pool, depth)); !complete && !signal.aborted; ) {
      const settled = await inTransaction(
        pool,
        (tx) => settleHeights(tx, { depth, limit: HEIGHTS_AT_ONCE, leaderValue: leaderValueOf }),
        { attempts: 3 },
      );
      observe(settled);
      changed += settled.changed;
      complete = settled.complete;
    }
    return changed;
  }

  return async () => {
    const changed = await settleAll();
    const nowMs = clock.now();
    if (changed === 0 && nowMs - countedMs < SAMPLE_EVERY_MS && nowMs >= countedMs) return;
    await inTransaction(pool, async (tx) => {
      await refreshTrends(tx);
      await recordBattleSample(tx, unixMs(nowMs));
    });
    countedMs = nowMs;
  };
}
