import { type AssignedEpoch, type Epoch, type PoolId, poolId, type Slot, slot } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { beatenBlocks } from '../tips/beaten-blocks.ts';

/** Of every pool that committed to slots of the epoch: what it said, and what the chain says. */
export async function readAssignedEpoch(
  db: Queryable,
  epoch: Epoch,
): Promise<readonly (AssignedEpoch & { readonly pool: PoolId })[]> {
  const { rows } = await db.query<Row>(READ, [epoch]);
  return rows.map((row) => ({
    pool: poolId(row.pool),
    committed: row.count,
    revealed: row.slots?.map((one) => slot(Number(one))) ?? null,
    made: slotsIn(row.made),
    taken: slotsIn(row.taken),
    beaten: slotsIn(row.beaten),
  }));
}

const READ = `
  with beaten as materialized (${beatenBlocks('$1')})
  select encode(a.pool_id, 'hex') as pool, a.count, a.slots,
    array(select b.slot from block b where b.pool_id = a.pool_id and b.epoch = $1) as made,
    array(select b.slot from unnest(a.slots) as named (slot) join block b using (slot)
      where b.era > 0 and b.pool_id is distinct from a.pool_id) as taken,
    array(select l.slot from beaten l where l.pool_id = a.pool_id) as beaten
  from assigned_slots a where a.epoch = $1 order by a.pool_id`;

interface Row {
  readonly pool: string;
  readonly count: number;
  readonly slots: readonly bigint[] | null;
  readonly made: readonly bigint[];
  readonly taken: readonly bigint[];
  readonly beaten: readonly bigint[];
}

const slotsIn = (slots: readonly bigint[]): ReadonlySet<Slot> => new Set(slots.map((one) => slot(Number(one))));
