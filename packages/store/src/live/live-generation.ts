import {
  type EcosystemFigures,
  type Epoch,
  epoch,
  lovelace,
  type Pots,
  parseRatio,
  type Ratio,
  type UnixMs,
  unixMs,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** The live stake that is loaded, in figures. */
export interface LiveGeneration {
  /** hex, of its file */
  readonly sha256: string;
  readonly epoch: Epoch;
  readonly blocks: number;
  readonly takenAtMs: UnixMs;
  readonly pots: Pots;
  readonly optimalPoolCount: number;
  readonly decentralisation: Ratio;
  readonly figures: EcosystemFigures;
}

/** Null before the first. */
export async function readLiveGeneration(db: Queryable): Promise<LiveGeneration | null> {
  const { rows } = await db.query<Row>({
    name: 'read-live-generation',
    text: `
      select encode(g.sha256, 'hex') as sha256, g.epoch, g.blocks, g.taken_at, s.circulation, s.reserves, s.treasury,
        s.optimal_pool_count, s.decentralisation, s.saturation, s.saturated, s.total_staked, s.max_live_stake,
        s.delegators, s.active_pools, s.total_pledge, s.total_honored_pledge, s.average_pledge, s.average_fixed_fee,
        s.average_variable_fee
      from live_generation g join stats_history s using (taken_at)`,
  });
  return rows[0] === undefined ? null : generationOf(rows[0]);
}

interface Row {
  readonly sha256: string;
  readonly epoch: number;
  readonly blocks: number;
  readonly taken_at: Date;
  readonly circulation: bigint;
  readonly reserves: bigint;
  readonly treasury: bigint;
  readonly optimal_pool_count: number;
  readonly decentralisation: string;
  readonly saturation: bigint;
  readonly saturated: number;
  readonly total_staked: bigint;
  readonly max_live_stake: bigint;
  readonly delegators: number;
  readonly active_pools: number;
  readonly total_pledge: bigint;
  readonly total_honored_pledge: bigint;
  readonly average_pledge: bigint;
  readonly average_fixed_fee: bigint;
  readonly average_variable_fee: number;
}

const generationOf = (row: Row): LiveGeneration => ({
  sha256: row.sha256,
  epoch: epoch(row.epoch),
  blocks: row.blocks,
  takenAtMs: unixMs(row.taken_at.getTime()),
  pots: { reserves: lovelace(row.reserves), treasury: lovelace(row.treasury) },
  optimalPoolCount: row.optimal_pool_count,
  decentralisation: parseRatio(row.decentralisation),
  figures: {
    circulation: lovelace(row.circulation),
    saturation: lovelace(row.saturation),
    saturated: row.saturated,
    totalStaked: lovelace(row.total_staked),
    maxLiveStake: lovelace(row.max_live_stake),
    delegators: row.delegators,
    activePools: row.active_pools,
    totalPledge: row.total_pledge,
    totalHonoredPledge: row.total_honored_pledge,
    averagePledge: row.average_pledge,
    averageFixedFee: row.average_fixed_fee,
    averageVariableFee: row.average_variable_fee,
  },
});
