import type { Network, StakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { userUnknown } from '@pooltool/store';
import { userProfile } from '@pooltool/store/accounts';
import { type SeenClaim, userFile } from '@pooltool/store/admin';
import { isValidKey, listKeys } from '@pooltool/store/keys';
import { Type } from 'typebox';
import { uuidText } from '../accounts/account-schemas.ts';
import { lovelaceNumber } from '../conventions/amounts.ts';
import { timeMs } from './administration.ts';
import { shownStakeKey } from './shown-stake-key.ts';

const stakeKey = Type.String({ description: 'Of a key its 56 hex characters, of a script its address `stake1…`.' });

/** A user on an administrator's page (clients.md 3.1, last rows). */
export const adminUserSchema = Type.Object({
  user_id: uuidText,
  created_at: timeMs('When he registered'),
  authority: Type.String({ enum: ['user', 'groupadmin', 'administrator'] }),
  addresses: Type.Array(
    Type.Object({
      stake_key: stakeKey,
      verified: Type.Boolean({ description: 'False: he asked for it, and it is nobody’s yet.' }),
      verified_at: timeMs('When it was proven; 0: it is not'),
    }),
  ),
  verifications: Type.Array(
    Type.Object({
      stake_key: stakeKey,
      status: Type.String({ enum: ['verified', 'pending', 'expired', 'lost'] }),
      payment_amount: lovelaceNumber('To be paid exactly'),
      payment_address: Type.String(),
      created_at: timeMs('When it was asked for'),
    }),
  ),
  password_resets: Type.Array(
    Type.Object({
      stake_key: stakeKey,
      status: Type.String({ enum: ['completed', 'pending', 'expired', 'lost'] }),
      created_at: timeMs('When it was asked for'),
    }),
  ),
  pools: Type.Array(Type.String(), { description: 'He may speak for them now.' }),
  api_keys: Type.Array(Type.String(), { description: 'What his valid keys are called; keys are shown to nobody.' }),
});

/** Nothing of his password, no key and no token. @throws POOLTOOL_USER_UNKNOWN (404) */
export async function adminUser(
  db: Queryable,
  user: string,
  { network, nowMs }: { readonly network: Network; readonly nowMs: number },
) {
  const [file, profile] = [await userFile(db, user), await userProfile(db, user)];
  if (file === null || profile === null) throw userUnknown();
  const keys = await listKeys(db, user);
  const shown = (credential: StakeCredential) => shownStakeKey(credential, network);
  const proven = new Set(file.addresses.map(({ credential }) => shown(credential)));
  const asked = new Set(file.claims.filter(isWaitedFor).map(({ credential }) => shown(credential)));
  return {
    user_id: user,
    created_at: file.createdAt.getTime(),
    authority: file.authority,
    addresses: [
      ...file.addresses.map(({ credential, provenAt }) => ({
        stake_key: shown(credential),
        verified: true,
        verified_at: provenAt.getTime(),
      })),
      ...[...asked]
        .filter((key) => !proven.has(key))
        .map((key) => ({ stake_key: key, verified: false, verified_at: 0 })),
    ],
    verifications: file.claims
      .filter(({ purpose }) => purpose === 'address')
      .map(({ credential, state, amount, address, requestedAt }) => ({
        stake_key: shown(credential),
        status: state === 'done' ? 'verified' : state,
        payment_amount: amount,
        payment_address: address,
        created_at: requestedAt.getTime(),
      })),
    password_resets: file.claims
      .filter(({ purpose }) => purpose === 'password')
      .map(({ credential, state, requestedAt }) => ({
        stake_key: shown(credential),
        status: state === 'done' ? 'completed' : state,
        created_at: requestedAt.getTime(),
      })),
    pools: profile.pools,
    api_keys: keys.filter((key) => isValidKey(key, nowMs)).map(({ name }) => name),
  };
}

/** Also one that expired: whoever paid too late turns to an administrator. */
const isWaitedFor = ({ purpose, state }: SeenClaim): boolean =>
  purpose === 'address' && (state === 'pending' || state === 'expired');

export const ADMIN_USER_EXAMPLE = {
  user_id: '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11',
  created_at: 1_767_225_600_000,
  authority: 'user',
  addresses: [{ stake_key: 'ab'.repeat(28), verified: true, verified_at: 1_767_225_900_000 }],
  verifications: [
    {
      stake_key: 'ab'.repeat(28),
      status: 'verified',
      payment_amount: 1_234_567,
      payment_address: 'addr1…',
      created_at: 1_767_225_600_000,
    },
  ],
  password_resets: [],
  pools: [],
  api_keys: ['3f9c0a1b2c3d4e5f'],
};
