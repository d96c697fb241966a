import { type Epoch, epoch, type Height, height, type PoolId, poolId, type Slot, slot } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readNetwork } from '../chain/network.ts';
import { CHAIN_FEED, readSyncPoint } from '../chain/sync-point.ts';
import { COUNTED, COUNTS, FORK } from './counted-battles.ts';

/** Heights that were contested. Each counts once: as a fork where a pool made two blocks, else as one of the others. */
export interface BattleCounts {
  readonly battles: number;
  readonly forks: number;
  /** all in one slot */
  readonly slotBattles: number;
  readonly heightBattles: number;
}

/** A height at which one pool made several blocks. */
export interface RecentFork {
  readonly height: Height;
  readonly epoch: Epoch;
  /** of several that did so at one height, whose block has the lowest slot, then hash */
  readonly pool: PoolId | null;
}

export interface BattleStatistics {
  /** our tip: what the windows are measured back from */
  readonly asOf: { readonly epoch: Epoch; readonly slot: Slot; readonly height: Height };
  /** of the last six hours */
  readonly recent: BattleCounts;
  /** of the last ten days, ascending by height */
  readonly forks: readonly RecentFork[];
}

const HOUR_MS = 3_600_000;
const RECENT_MS = 6 * HOUR_MS;
const FORKS_MS = 240 * HOUR_MS;

/**
 * Battles that are settled, in windows that end at our tip and not now: a chain that is being caught up with has the
 * statistics of its day, and nothing changes while no block comes (operators.md 6 C). Null: there is no chain yet.
 */
export async function readBattleStatistics(db: Queryable): Promise<BattleStatistics | null> {
  const tip = await readSyncPoint(db, CHAIN_FEED);
  if (tip === null) return null;
  const { slotLengthMs } = await readNetwork(db);
  const since = (ms: number): number => tip.slot - Math.floor(ms / slotLengthMs);
  const { rows } = await db.query<Row>({
    name: 'read-battle-statistics',
    text: STATISTICS,
    values: [since(RECENT_MS), since(FORKS_MS), tip.slot],
  });
  const [row] = rows;
  // Byron's boundary block alone is no chain to speak of.
  if (row === undefined || row.epoch === null) return null;
  const { battles, forks, slotBattles, heightBattles } = row;
  return {
    asOf: { epoch: epoch(row.epoch), slot: slot(tip.slot), height: tip.height },
    recent: { battles, forks, slotBattles, heightBattles },
    forks: row.forkers.map((fork) => ({
      height: height(fork.height),
      epoch: epoch(fork.epoch),
      pool: fork.pool === null ? null : poolId(fork.pool),
    })),
  };
}

/** Windows begin at a block: heights have no time of their own. Epochs are named for the index of contested heights. */
const STATISTICS = `
  with recent as (
    select epoch, height from block where slot >= $1 and era > 0 order by slot, height limit 1
  ), older as (
    select epoch, height from block where slot >= $2 and era > 0 order by slot, height limit 1
  )
  select counted.*, (select epoch from block where slot <= $3 and era > 0 order by slot desc, height desc limit 1) as epoch,
    coalesce((
      select json_agg(json_build_object('height', j.height, 'epoch', j.epoch, 'pool', encode(maker.pool_id, 'hex')) order by j.height)
      from older cross join judged_height j
      left join lateral (
        select pool_id from judged_block m where m.height = j.height and ${FORK('m')} order by slot, hash limit 1) maker on true
      where j.classification is not null and j.settled and j.epoch >= older.epoch and j.height >= older.height and ${FORK('j')} and ${COUNTED('j')}
    ), '[]') as forkers
  from (
    select ${COUNTS('j')}
    from recent join judged_height j
      on j.classification is not null and j.settled and j.epoch >= recent.epoch and j.height >= recent.height and ${COUNTED('j')}) counted`;

interface Row extends BattleCounts {
  readonly epoch: number | null;
  readonly forkers: readonly { readonly height: number; readonly epoch: number; readonly pool: string | null }[];
}
