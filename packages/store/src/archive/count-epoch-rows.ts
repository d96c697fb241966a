import type { Epoch } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

export interface EpochRows {
  readonly rows: bigint;
  /** stake and rewards, added up */
  readonly lovelace: bigint;
}

/** What PostgreSQL holds of an epoch that the archive would take. */
export async function countEpochRows(tx: Transaction, epoch: Epoch): Promise<EpochRows> {
  const { rows } = await tx.query<{ rows: bigint; lovelace: bigint }>(
    `select sum(rows) as rows, sum(lovelace) as lovelace from (
       select count(*) as rows, coalesce(sum(stake), 0) as lovelace from stake_snapshot where active_epoch = $1
       union all
       select count(*), coalesce(sum(amount), 0) from account_reward where earned_epoch = $1) as tables`,
    [epoch],
  );
  return rows[0] ?? { rows: 0n, lovelace: 0n };
}
