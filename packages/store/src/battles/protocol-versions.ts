import { type Lovelace, lovelace, type Tip } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readNetwork } from '../chain/network.ts';
import { CHAIN_FEED, readSyncPoint } from '../chain/sync-point.ts';

/** Who is ready for which protocol version, as the headers of blocks say. */
export interface ProtocolVersion {
  readonly major: number;
  readonly minor: number;
  /** whose newest block says this version */
  readonly pools: number;
  /** their live stake */
  readonly stake: Lovelace;
  /** blocks of this version on our chain: of the newest epoch, and of so many hours before our tip */
  readonly blocks: number;
  readonly blocks1h: number;
  readonly blocks6h: number;
  readonly blocks12h: number;
  readonly blocks24h: number;
}

const HOUR_MS = 3_600_000;

/** The slot so many hours before a tip. */
export const hoursBefore = (tip: Pick<Tip, 'slot'>, hours: number, slotLengthMs: number): number =>
  tip.slot - Math.floor((hours * HOUR_MS) / slotLengthMs);

/**
 * Every version of which there is a pool or a recent block, ascending. Pools that the ledger has, where live stake is
 * known; else all that made a block. Read from our chain, never from what nodes say of themselves (operators.md 6, defects).
 */
export async function readProtocolVersions(db: Queryable): Promise<ProtocolVersion[]> {
  const tip = await readSyncPoint(db, CHAIN_FEED);
  if (tip === null) return [];
  const { slotLengthMs } = await readNetwork(db);
  const after = (hours: number): number => hoursBefore(tip, hours, slotLengthMs);
  const { rows } = await db.query<Row>({
    name: 'read-protocol-versions',
    text: VERSIONS,
    values: [after(1), after(6), after(12), after(24)],
  });
  return rows.map((row) => ({ ...row, stake: lovelace(row.stake) }));
}

/** Of a pool one index entry is read, of blocks those of an epoch or a day. */
const VERSIONS = `
  with newest as (
    select epoch, first_slot from epoch_chain order by epoch desc limit 1
  ), made as (
    select protocol_major as major, protocol_minor as minor,
      count(*) filter (where b.epoch = newest.epoch)::int as blocks,
      count(*) filter (where slot > $1)::int as blocks_1,
      count(*) filter (where slot > $2)::int as blocks_6,
      count(*) filter (where slot > $3)::int as blocks_12,
      count(*) filter (where slot > $4)::int as blocks_24
    from newest join block b on b.slot >= least(newest.first_slot, $4 + 1) and b.era > 0
    where protocol_major is not null and protocol_minor is not null
    group by protocol_major, protocol_minor
  ), ready as (
    select last.major, last.minor, count(*)::int as pools, coalesce(sum(live.stake), 0)::bigint as stake
    from pool p left join live_pool live using (pool_id)
    cross join lateral (
      select protocol_major as major, protocol_minor as minor from block b
      where b.pool_id = p.pool_id order by b.epoch desc, b.height desc limit 1) last
    where (live.pool_id is not null or not exists (select from live_generation))
      and last.major is not null and last.minor is not null
    group by last.major, last.minor
  )
  select major, minor, coalesce(pools, 0) as pools, coalesce(stake, 0) as stake, coalesce(blocks, 0) as blocks,
    coalesce(blocks_1, 0) as blocks1h, coalesce(blocks_6, 0) as blocks6h, coalesce(blocks_12, 0) as blocks12h,
    coalesce(blocks_24, 0) as blocks24h
  from made full join ready using (major, minor) order by major, minor`;

interface Row extends Omit<ProtocolVersion, 'stake'> {
  readonly stake: bigint;
}
