import { InvalidValue, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { decodeStakeAddress, encodingInvalid } from '@pooltool/shared-utils/crypto';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { userUnknown } from '@pooltool/store';
import { ownerOf } from '@pooltool/store/accounts';
import { usersInvalid } from '../errors.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whom somebody means: an id, or whose address it is. */
export type NamedUser =
  | { readonly kind: 'id'; readonly user: string }
  | { readonly kind: 'address'; readonly credential: StakeCredential };

/** A UUID, `stake1…`, or a key's 56 hex characters. @throws POOLTOOL_USERS_INVALID */
export function userNamed(text: string): NamedUser {
  const given = text.trim();
  if (UUID.test(given)) return { kind: 'id', user: given.toLowerCase() };
  try {
    return { kind: 'address', credential: credentialNamed(given) };
  } catch (cause) {
    if (!(cause instanceof InvalidValue) && !encodingInvalid.is(cause)) throw cause;
    const told = JSON.stringify(given.slice(0, 120));
    throw usersInvalid({ message: `${told} is no user: a user id (UUID), stake1… or 56 hex characters`, cause });
  }
}

function credentialNamed(text: string): StakeCredential {
  if (!/^stake/i.test(text)) return stakeCredential('key', text.toLowerCase());
  const { kind, hash } = decodeStakeAddress(text).credential;
  return stakeCredential(kind, hash);
}

/** @returns a user's id, which need not be anybody's @throws POOLTOOL_USER_UNKNOWN for an address of nobody's */
export async function idOf(db: Queryable, named: NamedUser): Promise<string> {
  if (named.kind === 'id') return named.user;
  const owner = await ownerOf(db, named.credential);
  if (owner === null) throw userUnknown({ message: 'nobody has proven this address' });
  return owner.user;
}
