import { credentialText } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { userUnknown } from '@pooltool/store';
import { userProfile } from '@pooltool/store/accounts';
import { userFile } from '@pooltool/store/admin';
import { isValidKey, listKeys } from '@pooltool/store/keys';

/** What an operator is shown of a user: nothing of his password, no key and no token. */
export interface ShownUser {
  readonly user: string;
  readonly authority: string;
  readonly createdAt: Date;
  readonly addresses: readonly { readonly account: string; readonly provenAt: Date }[];
  readonly claims: readonly {
    readonly verification: string;
    readonly purpose: string;
    readonly account: string;
    readonly state: string;
    readonly requestedAt: Date;
  }[];
  /** that he may speak for */
  readonly pools: readonly string[];
  /** names of those that are valid */
  readonly keys: readonly string[];
}

/** @throws POOLTOOL_USER_UNKNOWN */
export async function shownUser(db: Queryable, user: string, nowMs: number): Promise<ShownUser> {
  const [file, profile, keys] = [await userFile(db, user), await userProfile(db, user), await listKeys(db, user)];
  if (file === null || profile === null) throw userUnknown();
  return {
    user,
    authority: file.authority,
    createdAt: file.createdAt,
    addresses: file.addresses.map(({ credential, provenAt }) => ({ account: credentialText(credential), provenAt })),
    claims: file.claims.map(({ id, purpose, credential, state, requestedAt }) => ({
      verification: id,
      purpose,
      account: credentialText(credential),
      state,
      requestedAt,
    })),
    pools: profile.pools,
    keys: keys.filter((key) => isValidKey(key, nowMs)).map(({ name }) => name),
  };
}

/** For a terminal. */
export const userLines = (shown: ShownUser): string[] => [
  `${shown.user}  ${shown.authority}  since ${shown.createdAt.toISOString()}`,
  ...shown.addresses.map(({ account, provenAt }) => `address  ${account}  proven ${provenAt.toISOString()}`),
  ...shown.claims.map(
    ({ purpose, account, state, requestedAt, verification }) =>
      `claim    ${account}  ${purpose}  ${state}  asked ${requestedAt.toISOString()}  ${verification}`,
  ),
  ...shown.pools.map((pool) => `pool     ${pool}`),
  ...shown.keys.map((key) => `key      ${key}`),
];
