import { type BlockHash, type Epoch, epoch, epochPlus, type Height, height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** From where on reports are kept: those of older epochs were dropped when their propagation stood. */
export interface ReportsKept {
  readonly epoch: Epoch;
  /** lies above every block of our chain whose reports are dropped */
  readonly height: Height;
}

/** Null: none were dropped so far. */
export async function readReportsKept(db: Queryable): Promise<ReportsKept | null> {
  const { rows } = await db.query<{ epoch: number | null; last_height: bigint | null }>({
    name: 'read-reports-kept',
    text: `
      select dropped.epoch, (
        select last_height from epoch_chain c where c.epoch <= dropped.epoch order by c.epoch desc limit 1) as last_height
      from (select max(epoch) as epoch from propagation_epoch where reports_dropped) dropped`,
  });
  const [row] = rows;
  if (row === undefined || row.epoch === null) return null;
  return { epoch: epochPlus(epoch(row.epoch), 1), height: height(Number(row.last_height ?? -1n) + 1) };
}

/** The epoch of a block that our node had, now or before it was undone; null: it had none of this hash. */
export async function epochOfBlock(db: Queryable, hash: BlockHash): Promise<Epoch | null> {
  const { rows } = await db.query<{ epoch: number }>({
    name: 'epoch-of-block',
    text: `
      select epoch from block where hash = decode($1, 'hex')
      union all select epoch from undone_block where hash = decode($1, 'hex') limit 1`,
    values: [hash],
  });
  return rows[0] === undefined ? null : epoch(rows[0].epoch);
}
