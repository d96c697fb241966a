import { type Height, height } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** All heights up to this one are settled. -1: none is. */
export type SettledHeight = Height | -1;

export async function readSettledHeight(db: Queryable): Promise<SettledHeight> {
  const { rows } = await db.query<{ height: bigint }>({
    name: 'read-settled-height',
    text: `select height from settled_height`,
  });
  return settledOf(rows);
}

/**
 * For who takes in reports: until the transaction ends nobody settles or unsettles. Without this a settlement would judge
 * a height without reports that are not committed yet, and whoever brought them would not see that it is settled.
 */
export async function keepSettledHeight(tx: Transaction): Promise<SettledHeight> {
  const { rows } = await tx.query<{ height: bigint }>({
    name: 'keep-settled-height',
    text: `select height from settled_height for share`,
  });
  return settledOf(rows);
}

/**
 * For who settles: until the transaction ends nobody else does, and nobody takes in reports. Heights before our chain's
 * first block are passed over, because nothing of ours says what stood there. Only later statements see all that was
 * waited for.
 */
export async function holdSettledHeight(tx: Transaction): Promise<SettledHeight> {
  const { rows } = await tx.query<{ height: bigint }>({
    name: 'hold-settled-height',
    text: `
      update settled_height set height = greatest(height,
        coalesce((select height - 1 from block where era > 0 order by slot, height limit 1), -1))
      returning height`,
  });
  return settledOf(rows);
}

/** For who holds it. */
export async function moveSettledHeight(tx: Transaction, to: SettledHeight): Promise<void> {
  await tx.query({ name: 'move-settled-height', text: `update settled_height set height = $1`, values: [to] });
}

const settledOf = ([row]: readonly { readonly height: bigint }[]): SettledHeight =>
  row === undefined || row.height < 0n ? -1 : height(Number(row.height));
