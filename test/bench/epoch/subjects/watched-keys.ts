import { delegatorCredential, type Epoch, type StakeSnapshot } from '../../../../packages/domain/src/index.ts';
import { pivotOf, readWatchedEarnings } from '../../../../packages/epoch-processing/src/key-pivot.ts';
import type { ObjectStore } from '../../../../packages/shared-utils/src/aws/index.ts';
import { inTransaction, type Pool } from '../../../../packages/shared-utils/src/pg/index.ts';
import { openArchive } from '../../../../packages/store/src/archive/index.ts';
import { savePivot, watchKeys } from '../../../../packages/store/src/index.ts';

/**
 * Accounts that people follow, spread over all: their histories are kept, and their payouts told. Their lifetime sums stand
 * up to the newest paid epoch, as an epoch later they would.
 */
export async function watchSome(
  { pool, objects }: { readonly pool: Pool; readonly objects: ObjectStore },
  { snapshot, paid, count }: { readonly snapshot: StakeSnapshot; readonly paid: Epoch; readonly count: number },
): Promise<void> {
  const { delegators } = snapshot;
  const every = Math.max(1, Math.floor(delegators.count / count));
  const keys = Array.from({ length: Math.min(count, delegators.count) }, (_, index) =>
    delegatorCredential(delegators, index * every),
  );
  await inTransaction(pool, (tx) => watchKeys(tx, keys));
  const earnings = await readWatchedEarnings({ pool, archive: openArchive(objects) }, paid);
  await inTransaction(pool, (tx) => savePivot(tx, pivotOf(earnings)));
}
