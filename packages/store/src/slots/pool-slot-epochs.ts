import { type AssignedPerformance, type Epoch, epoch, type PoolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What a pool said of its slots of one epoch, and what came of it. */
export interface PoolSlotEpoch {
  readonly epoch: Epoch;
  readonly committed: number;
  /** blake2b-256 of the schedule, hex; null: committed to before hashes were kept */
  readonly hash: string | null;
  /** absolute slots, ascending; null: not shown (yet) */
  readonly revealed: readonly number[] | null;
  /** null: not judged yet */
  readonly outcome: AssignedPerformance['outcome'] | null;
  /** of a settled epoch: made + slotBattlesLost + heightBattlesLost + missed = assigned; of another what is known */
  readonly made: number | null;
  readonly slotBattlesLost: number | null;
  readonly heightBattlesLost: number | null;
  readonly missed: number | null;
}

/** Newest first, those before `before` where that is given. */
export async function poolSlotEpochs(
  db: Queryable,
  pool: PoolId,
  { before, limit }: { readonly before: Epoch | undefined; readonly limit: number },
): Promise<PoolSlotEpoch[]> {
  const { rows } = await db.query<Row>({
    name: 'pool-slot-epochs',
    text: `
      select a.epoch, a.count, encode(a.hash, 'hex') as hash, a.slots, p.outcome, p.made, p.slot_battles_lost,
        p.height_battles_lost, p.missed
      from assigned_slots a left join assigned_performance p using (pool_id, epoch)
      where a.pool_id = decode($1, 'hex') and ($2::int is null or a.epoch < $2)
      order by a.epoch desc limit $3`,
    values: [pool, before ?? null, limit],
  });
  return rows.map((row) => ({
    epoch: epoch(row.epoch),
    committed: row.count,
    hash: row.hash,
    revealed: row.slots?.map(Number) ?? null,
    outcome: row.outcome,
    made: row.made,
    slotBattlesLost: row.slot_battles_lost,
    heightBattlesLost: row.height_battles_lost,
    missed: row.missed,
  }));
}

interface Row {
  readonly epoch: number;
  readonly count: number;
  readonly hash: string | null;
  readonly slots: readonly bigint[] | null;
  readonly outcome: AssignedPerformance['outcome'] | null;
  readonly made: number | null;
  readonly slot_battles_lost: number | null;
  readonly height_battles_lost: number | null;
  readonly missed: number | null;
}
