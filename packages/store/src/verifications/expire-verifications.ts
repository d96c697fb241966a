import type { Transaction } from '@pooltool/shared-utils/pg';
import { settleChain } from '../chain/settled.ts';
import { CHAIN_FEED, holdSyncPoint } from '../chain/sync-point.ts';
import { settleVerifications } from './settle-verifications.ts';

/**
 * Settles our chain (`settleChain`), expires what it has passed without a proof, and closes what no roll backward can
 * change any more, which sets address and amount free. Time is our chain's own: while it is behind, a payment made in time is still found in time.
 * Call it now and then.
 *
 * @param securityParameter [k] blocks of the network
 */
export async function expireVerifications(
  tx: Transaction,
  { securityParameter }: { readonly securityParameter: number },
): Promise<void> {
  const tip = await holdSyncPoint(tx, CHAIN_FEED);
  if (tip === null) return;
  const { rows } = await tx.query<{ id: string }>(
    `select id from verification where open and state = 'pending' and until_slot <= $1`,
    [tip.slot],
  );
  await settleVerifications(
    tx,
    rows.map(({ id }) => id),
    tip.slot,
  );
  const settled = await settleChain(tx, { securityParameter });
  if (settled === null) return;
  await tx.query(
    `update verification set open = false
     where open and case state when 'verified' then proof_slot else until_slot end <= $1`,
    [settled.slot],
  );
}
