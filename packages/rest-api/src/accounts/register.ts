import { randomUUID } from 'node:crypto';
import type { StakeCredential } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { completeClaims, createUser, ownerOf } from '@pooltool/store/accounts';
import { addressTaken, passwordTooShort } from '../errors.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { SHORTEST_PASSWORD } from './passwords.ts';

/**
 * Somebody wants this address to be his. Who is signed in gets it added to what he has: he never becomes two. The address
 * is nobody's before it is proven.
 * @param signedIn null: nobody is
 * @param user what a new user is called, where a client of old chose it: if there is one of this id by now, he stays as he is
 * @returns the user's id
 * @throws POOLTOOL_ADDRESS_TAKEN (409), POOLTOOL_PASSWORD_TOO_SHORT (400)
 */
export async function register(
  { pool, clock, passwords }: AccountsParts,
  {
    credential,
    password,
    signedIn,
    user = randomUUID(),
  }: {
    readonly credential: StakeCredential;
    readonly password: string;
    readonly signedIn: string | null;
    readonly user?: string;
  },
): Promise<string> {
  const owner = await provenOwner({ pool, clock }, credential);
  if (owner !== null && owner !== signedIn) throw addressTaken();
  if (signedIn !== null) return signedIn;
  demandLength(password);
  const passwordHash = await passwords.hash(password);
  await inTransaction(pool, (tx) => createUser(tx, { user, passwordHash, nowMs: clock.now() }));
  return user;
}

/** Whose the address is by all payments that our chain has; null: nobody's. */
export async function provenOwner(
  { pool, clock }: Pick<AccountsParts, 'pool' | 'clock'>,
  credential: StakeCredential,
): Promise<string | null> {
  await inTransaction(pool, (tx) => completeClaims(tx, credential, clock.now()), { attempts: 3 });
  return (await ownerOf(pool, credential))?.user ?? null;
}

/** @throws POOLTOOL_PASSWORD_TOO_SHORT (400) */
export function demandLength(password: string): void {
  if (password.length < SHORTEST_PASSWORD) throw passwordTooShort();
}
