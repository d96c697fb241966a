import { inTransaction, type Pool } from '../../packages/shared-utils/src/pg/index.ts';
import type { NetworkReporter } from '../../packages/simulator/src/tips/network/index.ts';
import { addOperatorPools, saveKeys } from '../../packages/store/src/keys/index.ts';

/** Each reporter's key is valid, and speaks for his pool; a key's text, which is a UUID, is its user's name too. */
export async function grantKeys(pool: Pool, reporters: readonly NetworkReporter[], nowMs: number): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await saveKeys(
      tx,
      reporters.map(({ apiKey }) => ({ key: apiKey, user: apiKey, label: '' })),
      nowMs,
    );
    await addOperatorPools(
      tx,
      reporters.map(({ apiKey, pool: of }) => ({ user: apiKey, pool: of })),
      nowMs,
    );
  });
}
