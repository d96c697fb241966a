import { type Epoch, epoch, movesShownIn, type PoolId, type StakeMove } from '@pooltool/domain';
import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { poolMoves } from '@pooltool/store/documents';
import { loyalty } from '../../src/assets/loyalty.ts';

/** Counts an epoch as a worker does, without one: load, compute, save. @returns the checks that failed */
export async function count(pool: Pool, at: number): Promise<string[]> {
  const log = memoryLog();
  const context = {
    partition: `${at}`,
    run: 1n,
    attempt: 1,
    pool,
    signal: new AbortController().signal,
    log,
    once: () => Promise.reject(new Error('loyalty keeps no pieces')),
  };
  const loaded = await loyalty().load(context);
  const computed = await loaded.compute();
  return inTransaction(pool, async (tx) => {
    await computed.save(tx, context);
    const checks = await computed.check(tx, `${at}`);
    return checks.filter(({ passed }) => !passed).map(({ name }) => name);
  });
}

/** The moves that the lists of `newest` show for these pools, each once. */
export async function shownMoves(pool: Pool, newest: Epoch, pools: readonly PoolId[]): Promise<StakeMove[]> {
  const found = await poolMoves(
    pool,
    pools.map((one) => ({ pool: one, epoch: newest })),
  );
  const all = found.flatMap((one) => [...(one?.gained ?? []), ...(one?.lost ?? [])]);
  return [...new Map(all.map((move) => [moveText(move), move])).values()];
}

export const moveText = ({ epoch: at, credential, from, to, stake }: StakeMove): string =>
  `${at} ${credential.kind}:${credential.hash} ${from} → ${to} ${stake}`;

export const shownEpochs = (newest: number): number[] => {
  const { from, to } = movesShownIn(epoch(newest));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
};
