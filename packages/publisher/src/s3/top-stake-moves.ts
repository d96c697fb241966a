import { subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { type MovedStake, topMoves } from '@pooltool/store/documents';
import { NO_WORDS } from '@pooltool/store/website';
import { whole } from '../drawing.ts';
import { family } from '../family.ts';

/** Which pools gained and which lost the most stake in three epochs (original.md 4.4). */
export const topStakeMoves = family({
  kind: 'top_stake_moves',
  place: 'object-store',
  atOnce: 1,
  read: subjectOf.epoch,
  load: async (db, epochs) =>
    new Map(await Promise.all(epochs.map(async (of) => [of, await topMoves(db, of)] as const))),
  draw: (epoch, found) => {
    const top = found.get(epoch) ?? null;
    const path = `stats/loyalty/${epoch}/threeepoch_top_stake`;
    return whole(
      new Map([
        [`${path}_gained_by_pool.json`, top?.gained.map(movedStakeRecord) ?? null],
        [`${path}_lost_by_pool.json`, top?.lost.map(movedStakeRecord) ?? null],
      ]),
    );
  },
});

/** Stake in lovelace; of delegators each is counted once. */
const movedStakeRecord = ({ pool, delegators, stake }: MovedStake): JsonObject => ({
  pool_id: pool,
  pool_ticker: NO_WORDS.ticker,
  delegators,
  stake,
});
