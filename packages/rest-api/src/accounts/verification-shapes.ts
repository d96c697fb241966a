import type { Network, StakeCredential } from '@pooltool/domain';
import { encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import type { UserClaim } from '@pooltool/store/accounts';
import type { ToldVerification } from '@pooltool/store/verifications';
import { Type } from 'typebox';
import { lovelaceText, textOf } from '../conventions/amounts.ts';
import { orNull, record } from '../website/wire-types.ts';
import { uuidText } from './account-schemas.ts';

const oneOf = (words: readonly string[], description: string) => Type.String({ enum: [...words], description });
const moment = (description: string) => Type.String({ format: 'date-time', description });

const claim = {
  id: uuidText,
  account: Type.String({ description: 'The address that is to be proven: `stake1…`' }),
  purpose: oneOf(
    ['address', 'password'],
    "What a payment does: the address becomes the user's, or his password the new one.",
  ),
  outcome: oneOf(
    ['open', 'done', 'lost'],
    "Lost: nothing comes of it any more, whatever is paid. The address was another user's; the password became another one meanwhile; or who has authority, a pool or a key asked for a password, which takes an administrator's word.",
  ),
  state: oneOf(
    ['pending', 'payer-unknown', 'verified', 'expired'],
    'payer-unknown: somebody paid in time, and whose the money was is not known yet.',
  ),
  payTo: Type.String({ description: 'Where to pay.' }),
  amount: lovelaceText('What to pay, exactly'),
  requestedAt: moment('Payments from then on count …'),
  expiresAt: moment('… and before then.'),
  doneAt: orNull(moment('When its outcome was known; null: it is open')),
};

export const claimSchema = record(claim);

export const verificationSchema = record({
  ...claim,
  why: orNull(Type.String({ description: 'Why it stands so, for a person; null when the state says it all.' })),
  proof: orNull(record({ transaction: Type.String(), slot: Type.Integer() })),
  payments: Type.Array(
    record({
      transaction: Type.String(),
      outputIndex: Type.Integer(),
      slot: Type.Integer(),
      verdict: oneOf(['proves', 'refutes', 'payer-unknown', 'too-late'], 'What the payment says of the claim.'),
      payers: Type.Array(
        record({
          input: Type.String({ description: '`transaction#index`' }),
          payer: orNull(Type.String({ description: '`key:…`, `script:…` or `nobody`; null: not known yet.' })),
        }),
      ),
    }),
  ),
});

const stakeAddress = (credential: StakeCredential, { address }: Pick<Network, 'address'>): string =>
  encodeStakeAddress(credential, address.networkId === 1 ? 'mainnet' : 'testnet');

export const claimShape = (given: UserClaim, network: Pick<Network, 'address'>) => ({
  id: given.verification,
  account: stakeAddress(given.credential, network),
  purpose: given.purpose,
  outcome: given.outcome,
  state: given.state,
  payTo: given.address,
  amount: textOf(given.amount),
  requestedAt: given.requestedAt.toISOString(),
  expiresAt: given.expiresAt.toISOString(),
  doneAt: given.doneAt?.toISOString() ?? null,
});

export const verificationShape = (given: UserClaim, told: ToldVerification, network: Pick<Network, 'address'>) => ({
  ...claimShape({ ...given, state: told.state }, network),
  why: told.why,
  proof: told.proof && { transaction: told.proof.transactionId, slot: told.proof.slot },
  payments: told.payments.map(({ transactionId: transaction, outputIndex, slot, verdict, payers }) => ({
    transaction,
    outputIndex,
    slot,
    verdict,
    payers,
  })),
});

export const CLAIM_EXAMPLE = {
  id: '5f6b1c1e-6f0a-4b1e-9c4f-0a1b2c3d4e5f',
  account: 'stake1u9ylzsgxaa6xctf4juup682ar3juj85n8tx3hthnljg47zctvm3rc',
  purpose: 'address',
  outcome: 'open',
  state: 'pending',
  payTo: 'addr1…',
  amount: '1234567',
  requestedAt: '2026-01-02T00:00:00.000Z',
  expiresAt: '2026-01-03T00:00:00.000Z',
  doneAt: null,
};
