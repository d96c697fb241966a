import { type Epoch, epoch, parseRatio, type Ratio, type Slot, slot } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What we counted of an epoch while following the chain. */
export interface EpochSums {
  readonly epoch: Epoch;
  readonly blocks: number;
  readonly transactions: bigint;
  /** lovelace */
  readonly fees: bigint;
  readonly output: bigint;
  /** bytes of all blocks */
  readonly size: bigint;
  readonly lastSlot: Slot;
}

export async function epochSums(db: Queryable, epochs: readonly Epoch[]): Promise<ReadonlyMap<Epoch, EpochSums>> {
  const { rows } = await db.query<SumsRow>({
    name: 'epoch-sums',
    text: `select epoch, blocks, transactions, fees, output, size, last_slot from epoch_chain where epoch = any($1::int[])`,
    values: [epochs],
  });
  return byEpoch(rows, ({ epoch: of, last_slot, ...sums }) => ({
    ...sums,
    epoch: epoch(of),
    lastSlot: slot(Number(last_slot)),
  }));
}

interface SumsRow {
  readonly epoch: number;
  readonly blocks: number;
  readonly transactions: bigint;
  readonly fees: bigint;
  readonly output: bigint;
  readonly size: bigint;
  readonly last_slot: bigint;
}

/** The rules in force in an epoch, with what is known of its money. */
export interface EpochRules {
  readonly decentralisation: Ratio;
  readonly pledgeInfluence: Ratio;
  readonly monetaryExpansion: Ratio;
  readonly treasuryGrowth: Ratio;
  readonly optimalPoolCount: number;
  readonly protocolMajor: number;
  readonly protocolMinor: number;
  readonly maxBlockBodySize: number;
  readonly maxBlockHeaderSize: number;
  readonly maxRetirementEpochs: number;
  /** lovelace; null while nobody told them */
  readonly reserves: bigint | null;
  readonly treasury: bigint | null;
  /** collected over the whole epoch; null before its end */
  readonly fees: bigint | null;
  /** R, the reward pot less the treasury's part, of what was earned in the epoch; null before it is forecast */
  readonly availableRewards: bigint | null;
}

export async function epochRules(db: Queryable, epochs: readonly Epoch[]): Promise<ReadonlyMap<Epoch, EpochRules>> {
  const { rows } = await db.query<RulesRow>({
    name: 'epoch-rules',
    text: `
      select p.epoch, p.decentralisation, p.pledge_influence, p.monetary_expansion, p.treasury_growth,
        p.optimal_pool_count, p.protocol_major, p.protocol_minor, p.max_block_body_size, p.max_block_header_size,
        p.max_retirement_epochs, pots.reserves, pots.treasury, l.fees, r.available
      from epoch_params p
      left join epoch_pots pots on pots.epoch = p.epoch
      left join epoch_ledger l on l.epoch = p.epoch
      left join reward_epoch r on r.earned_epoch = p.epoch
      where p.epoch = any($1::int[])`,
    values: [epochs],
  });
  return byEpoch(rows, (row) => ({
    decentralisation: parseRatio(row.decentralisation),
    pledgeInfluence: parseRatio(row.pledge_influence),
    monetaryExpansion: parseRatio(row.monetary_expansion),
    treasuryGrowth: parseRatio(row.treasury_growth),
    optimalPoolCount: row.optimal_pool_count,
    protocolMajor: row.protocol_major,
    protocolMinor: row.protocol_minor,
    maxBlockBodySize: row.max_block_body_size,
    maxBlockHeaderSize: row.max_block_header_size,
    maxRetirementEpochs: row.max_retirement_epochs,
    reserves: row.reserves,
    treasury: row.treasury,
    fees: row.fees,
    availableRewards: row.available,
  }));
}

interface RulesRow {
  readonly epoch: number;
  readonly decentralisation: string;
  readonly pledge_influence: string;
  readonly monetary_expansion: string;
  readonly treasury_growth: string;
  readonly optimal_pool_count: number;
  readonly protocol_major: number;
  readonly protocol_minor: number;
  readonly max_block_body_size: number;
  readonly max_block_header_size: number;
  readonly max_retirement_epochs: number;
  readonly reserves: bigint | null;
  readonly treasury: bigint | null;
  readonly fees: bigint | null;
  readonly available: bigint | null;
}

/**
 * Lovelace in the reserves during these epochs. Of the present one and the next two, as long as their pots are not known, what
 * the live stake says: clients ask for an epoch as soon as it begins, before its dump is here (original.md 2.4, live stake).
 */
export async function reservesDuring(db: Queryable, epochs: readonly Epoch[]): Promise<ReadonlyMap<Epoch, bigint>> {
  const { rows } = await db.query<{ epoch: number; reserves: bigint }>({
    name: 'reserves-during',
    text: `
      select epoch, reserves from epoch_pots where epoch = any($1::int[])
      union all
      select asked, s.reserves from live_generation g join stats_history s using (taken_at), unnest($1::int[]) as asked
      where asked between g.epoch and g.epoch + 2 and not exists (select from epoch_pots p where p.epoch = asked)`,
    values: [epochs],
  });
  return byEpoch(rows, ({ reserves }) => reserves);
}

/**
 * Lovelace that elects leaders in these epochs. Of epochs whose snapshot is not here yet the live stake stands in: it becomes
 * the snapshot of the next boundary, active two epochs from now.
 */
export async function activeStakes(db: Queryable, epochs: readonly Epoch[]): Promise<ReadonlyMap<Epoch, bigint>> {
  const { rows } = await db.query<{ epoch: number; stake: bigint }>({
    name: 'active-stakes',
    text: `
      select active_epoch as epoch, active_stake as stake from snapshot_epoch where active_epoch = any($1::int[])
      union all
      select asked, s.total_staked from live_generation g join stats_history s using (taken_at), unnest($1::int[]) as asked
      where asked between g.epoch + 1 and g.epoch + 2
        and not exists (select from snapshot_epoch p where p.active_epoch = asked)`,
    values: [epochs],
  });
  return byEpoch(rows, ({ stake }) => stake);
}

const byEpoch = <Row extends { readonly epoch: number }, Value>(rows: readonly Row[], of: (row: Row) => Value) =>
  new Map(rows.map((row) => [epoch(row.epoch), of(row)]));
