import { type Epoch, epoch, PAYOUT_NOTICE_KINDS, type Payout, type PayoutNotice } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, readSyncPointHeld } from '../chain/sync-point.ts';
import { chainBeforePayout } from '../errors.ts';
import { type ReplacedNotices, replaceUntold } from '../notices/index.ts';

/** The newest earned epoch whose rewards are paid; null: none is. */
export async function newestPaidEpoch(db: Queryable): Promise<Epoch | null> {
  const { rows } = await db.query<{ newest: number | null }>(
    `select max(earned_epoch) as newest from reward_epoch where status = 'final'`,
  );
  const newest = rows[0]?.newest ?? null;
  return newest === null ? null : epoch(newest);
}

/**
 * Enqueues what a payout tells people, each notice once in its life. The notices hang on the payout's slot: a roll backward
 * behind it withdraws them, and the chain is held so that none can slip in between.
 * @throws POOLTOOL_CHAIN_BEFORE_PAYOUT (retry) while the chain we follow has not reached that slot (again)
 */
export async function tellPayout(
  tx: Transaction,
  { slot, earned }: Payout,
  notices: readonly PayoutNotice[],
): Promise<ReplacedNotices> {
  const tip = await readSyncPointHeld(tx, CHAIN_FEED);
  if (tip !== null && tip.slot < slot) {
    throw chainBeforePayout({
      message: `what was earned in epoch ${earned} is paid at slot ${slot}, our chain stands at ${tip.slot}`,
      details: { earned, slot, tip: tip.slot },
    });
  }
  return replaceUntold(tx, { kinds: PAYOUT_NOTICE_KINDS, slot }, notices);
}
