import { type PoolId, type StakeMove, subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { poolMoves } from '@pooltool/store/documents';
import { NO_WORDS } from '@pooltool/store/website';
import { family } from '../family.ts';

/**
 * From where a pool gained stake and to where it lost some, in three epochs (clients.md 2): two files an epoch for every
 * pool, empty lists too, because to a client a file that is missing is an error.
 */
export const poolStakeMoves = family({
  kind: 'pool_stake_moves',
  place: 'object-store',
  // A large pool has thousands of moves.
  atOnce: 250,
  read: subjectOf.poolEpoch,
  load: async (db, subjects) => {
    const found = await poolMoves(db, subjects);
    return new Map(found.flatMap((moves) => (moves === null ? [] : [[`${moves.pool}/${moves.epoch}`, moves]])));
  },
  draw: ({ pool, epoch }, found) => {
    const moves = found.get(`${pool}/${epoch}`);
    return [
      {
        name: 'gained',
        values: new Map([
          [
            `stats/loyalty/${epoch}/threeepoch_stake_gained_from/${pool}.json`,
            moves === undefined ? null : moves.gained.map((move) => stakeMoveRecord(move, move.from)),
          ],
        ]),
      },
      {
        name: 'lost',
        values: new Map([
          [
            `stats/loyalty/${epoch}/threeepoch_stake_lost_to/${pool}.json`,
            moves === undefined ? null : moves.lost.map((move) => stakeMoveRecord(move, move.to)),
          ],
        ]),
      },
    ];
  },
});

/** Stake in lovelace; the other side is `None` where the delegator began or stopped to delegate. */
export const stakeMoveRecord = ({ credential, stake, epoch }: StakeMove, other: PoolId | null): JsonObject => ({
  stake_key: credential.hash,
  stake,
  epoch,
  pool_id: other ?? 'None',
  pool_ticker: NO_WORDS.ticker,
});
