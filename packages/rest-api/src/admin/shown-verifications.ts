import { type Network, slotStartMs } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { doneClaims, newestPayments, pendingClaims, type SeenClaim } from '@pooltool/store/admin';
import { Type } from 'typebox';
import { uuidText } from '../accounts/account-schemas.ts';
import { lovelaceNumber } from '../conventions/amounts.ts';
import { timeMs } from './administration.ts';
import { shownStakeKey } from './shown-stake-key.ts';

/** More than a page shows. */
const MOST_PENDING = 500;
const MOST_RECENT = 50;

const stakeKey = Type.String();
const pending = Type.Object({
  id: uuidText,
  stake_key: stakeKey,
  payment_amount: lovelaceNumber('To be paid exactly'),
  payment_address: Type.String(),
  created_at: timeMs('When it was asked for'),
  user_id: uuidText,
});

/** What an administrator looks through (clients.md 3.1): the page needs all five lists. */
export const verificationsSchema = Type.Object({
  pending_verifications: Type.Array(pending),
  pending_resets: Type.Array(pending),
  recent_verified: Type.Array(
    Type.Object({
      id: uuidText,
      stake_key: stakeKey,
      verified_at: timeMs('When it was proven'),
      payment_amount: lovelaceNumber('That was asked for'),
    }),
  ),
  recent_resets: Type.Array(
    Type.Object({ id: uuidText, stake_key: stakeKey, completed_at: timeMs('When the password became another one') }),
  ),
  recent_payments: Type.Array(
    Type.Object({
      created_at: timeMs('Of its slot'),
      amount: lovelaceNumber('That was paid'),
      to_address: Type.String(),
      from_stake_keys: Type.Array(stakeKey, { description: 'Whose outputs it spent, as far as that is known.' }),
      tx_hash: Type.String(),
      processed: Type.Boolean({ description: 'What it was made for waits no more.' }),
      matched_type: Type.Union([Type.Literal('verification'), Type.Literal('password_reset'), Type.Null()]),
    }),
  ),
});

export async function adminVerifications(db: Queryable, network: Network) {
  const shown = ({ id, credential, amount, address, requestedAt, user }: SeenClaim) => ({
    id,
    stake_key: shownStakeKey(credential, network),
    payment_amount: amount,
    payment_address: address,
    created_at: requestedAt.getTime(),
    user_id: user,
  });
  const waiting = async (purpose: SeenClaim['purpose']) =>
    (await pendingClaims(db, { purpose, limit: MOST_PENDING })).map(shown);
  const recent = (purpose: SeenClaim['purpose']) => doneClaims(db, { purpose, limit: MOST_RECENT });
  return {
    pending_verifications: await waiting('address'),
    pending_resets: await waiting('password'),
    recent_verified: (await recent('address')).map(({ id, credential, amount, doneAt, requestedAt }) => ({
      id,
      stake_key: shownStakeKey(credential, network),
      verified_at: (doneAt ?? requestedAt).getTime(),
      payment_amount: amount,
    })),
    recent_resets: (await recent('password')).map(({ id, credential, doneAt, requestedAt }) => ({
      id,
      stake_key: shownStakeKey(credential, network),
      completed_at: (doneAt ?? requestedAt).getTime(),
    })),
    recent_payments: (await newestPayments(db, MOST_RECENT)).map((payment) => ({
      created_at: slotStartMs(network, payment.slot),
      amount: payment.amount,
      to_address: payment.address,
      from_stake_keys: payment.payers.map((payer) => shownStakeKey(payer, network)),
      tx_hash: payment.transactionId,
      processed: payment.done,
      matched_type: payment.purpose === null ? null : MATCHED[payment.purpose],
    })),
  };
}

const MATCHED = { address: 'verification', password: 'password_reset' } as const;

const USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const VERIFICATION = '7d3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a22';
export const VERIFICATIONS_EXAMPLE = {
  pending_verifications: [
    {
      id: VERIFICATION,
      stake_key: 'ab'.repeat(28),
      payment_amount: 1_234_567,
      payment_address: 'addr1…',
      created_at: 1_767_225_600_000,
      user_id: USER,
    },
  ],
  pending_resets: [],
  recent_verified: [],
  recent_resets: [],
  recent_payments: [
    {
      created_at: 1_767_225_600_000,
      amount: 1_234_567,
      to_address: 'addr1…',
      from_stake_keys: ['ab'.repeat(28)],
      tx_hash: 'cd'.repeat(32),
      processed: true,
      matched_type: 'verification',
    },
  ],
};
