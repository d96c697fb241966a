import { credentialKindOf, type PoolId, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { tooManyNicknames, userUnknown } from '../errors.ts';
import { poolsSpokenFor } from '../operators/speakers.ts';
import { changedSettings, type SettingsChange, type UserSettings } from './settings.ts';
import type { Authority } from './users.ts';

/** All that a user is told of himself. */
export interface UserProfile {
  /** UUID */
  readonly user: string;
  readonly authority: Authority;
  readonly addresses: readonly StakeCredential[];
  /** that he may speak for now */
  readonly pools: readonly PoolId[];
  readonly settings: UserSettings;
  readonly favoritePools: readonly string[];
  readonly favoriteAccounts: readonly string[];
}

/** null: there is no such user */
export async function userProfile(db: Queryable, user: string): Promise<UserProfile | null> {
  const { rows } = await db.query<{
    authority: Authority;
    settings: unknown;
    favorite_pools: string[];
    favorite_accounts: string[];
    addresses: { kind: number; hash: string }[];
  }>(
    `select authority, settings, favorite_pools, favorite_accounts,
       coalesce((select jsonb_agg(jsonb_build_object('kind', credential_kind, 'hash', encode(credential, 'hex'))
                  order by credential, credential_kind)
                 from user_address a where a.user_id = u.user_id), '[]') as addresses
     from account_user u where user_id = $1`,
    [user],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    user,
    authority: row.authority,
    addresses: row.addresses.map(({ kind, hash }) => stakeCredential(credentialKindOf(Number(kind)), hash)),
    pools: (await poolsSpokenFor(db, user)).map(({ pool }) => pool),
    settings: settingsIn(row.settings),
    favoritePools: row.favorite_pools,
    favoriteAccounts: row.favorite_accounts,
  };
}

/** As `changedSettings` says. @throws POOLTOOL_USER_UNKNOWN (404), POOLTOOL_TOO_MANY_NICKNAMES (400) */
export async function changeSettings(tx: Transaction, user: string, change: SettingsChange): Promise<void> {
  const { rows } = await tx.query<{ settings: unknown }>(
    `select settings from account_user where user_id = $1 for update`,
    [user],
  );
  const row = rows[0];
  if (row === undefined) throw userUnknown();
  const changed = changedSettings(settingsIn(row.settings), change);
  if (changed === null) throw tooManyNicknames();
  await tx.query(`update account_user set settings = $2 where user_id = $1`, [user, JSON.stringify(changed)]);
}

/** From what `changeSettings` wrote; what is not of that shape is left out. */
function settingsIn(value: unknown): UserSettings {
  const { currency, locale, addressNicknames } = { ...asRecord(value) };
  return {
    ...(typeof currency === 'string' ? { currency } : {}),
    ...(typeof locale === 'string' ? { locale } : {}),
    addressNicknames: Object.fromEntries(
      Object.entries(asRecord(addressNicknames)).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
  };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
