import type { Transaction } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, holdSyncPoint } from '../chain/sync-point.ts';
import { settleVerifications } from './settle-verifications.ts';

/**
 * Expires what our chain has passed without a proof, and closes what no roll backward can change any more, which sets
 * address and amount free. Time is our chain's own: while it is behind, a payment made in time is still found in time.
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
  await tx.query(
    `update verification v set open = false
     from (select max(slot) as slot from block where height = $1 and era > 0) settled
     where v.open and case v.state when 'verified' then v.proof_slot else v.until_slot end <= settled.slot`,
    [tip.height - securityParameter],
  );
}
