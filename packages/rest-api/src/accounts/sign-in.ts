import type { StakeCredential } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  completeClaims,
  newSessionToken,
  openSession,
  ownerOf,
  passwordStands,
  replacePasswordHash,
} from '@pooltool/store/accounts';
import { signInRefused } from '../errors.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { isOldHash } from './passwords.ts';

export interface SignIn {
  readonly credential: StakeCredential;
  readonly password: string;
}

interface Known {
  /** UUID */
  readonly user: string;
  readonly passwordHash: string;
}

/**
 * Who has this address and knows this password. That nobody has the address and that the password is wrong take the same
 * time and are answered in the same words.
 * @throws POOLTOOL_SIGN_IN_REFUSED (401)
 */
export async function whoSignsIn(parts: AccountsParts, given: SignIn): Promise<Known> {
  const { pool, clock, passwords } = parts;
  const { credential, password } = given;
  await inTransaction(pool, (tx) => completeClaims(tx, credential, clock.now()), { attempts: 3 });
  const owner = await ownerOf(pool, credential);
  const matches = await passwords.matches(password, owner?.passwordHash ?? null);
  if (!matches || owner === null) throw signInRefused();
  if (!isOldHash(owner.passwordHash)) return owner;
  const becomes = await passwords.hash(password);
  const replaced = await replacePasswordHash(pool, { user: owner.user, was: owner.passwordHash, becomes });
  // Else he signs in a second time at once, or the password became another one: what is kept now is not of old.
  return replaced ? { user: owner.user, passwordHash: becomes } : whoSignsIn(parts, given);
}

/** @throws POOLTOOL_SIGN_IN_REFUSED (401), also when the password became another one meanwhile */
export async function signIn(
  parts: AccountsParts,
  given: SignIn,
): Promise<{ readonly user: string; readonly token: string }> {
  const known = await whoSignsIn(parts, given);
  const token = newSessionToken(parts.random());
  await inTransaction(parts.pool, async (tx) => {
    if (!(await passwordStands(tx, known))) throw signInRefused();
    await openSession(tx, { token, user: known.user, nowMs: parts.clock.now() });
  });
  return { user: known.user, token };
}
