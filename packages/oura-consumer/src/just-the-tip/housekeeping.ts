import type { Network } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { pruneSpentOutputs } from '@pooltool/store';
import { expireVerifications } from '@pooltool/store/verifications';

const REST_MS = 60_000;
/** Some hundredths of a second of deleting: a block never waits long for it. */
const OUTPUTS_AT_ONCE = 10_000;

/** Settles our chain k below its tip, expires verifications, and drops outputs that were spent up to the settled block. */
export async function keepHouse({
  pool,
  network: { securityParameter },
  signal,
}: {
  readonly pool: Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
}): Promise<{ readonly restMs: number }> {
  await inTransaction(pool, (tx) => expireVerifications(tx, { securityParameter }));
  for (let dropped = OUTPUTS_AT_ONCE; dropped === OUTPUTS_AT_ONCE && !signal.aborted; ) {
    dropped = await inTransaction(pool, (tx) => pruneSpentOutputs(tx, { most: OUTPUTS_AT_ONCE }));
  }
  return { restMs: REST_MS };
}
