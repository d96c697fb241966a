import type { StakeCredential } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { type ClaimPurpose, claim, ownerOf, type PaymentDue, passwordOfUser } from '@pooltool/store/accounts';
import { addressTaken, notYours, paymentsUnavailable, signInRefused, userHasNoAddress } from '../errors.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { demandLength, provenOwner } from './register.ts';

/** Who asks: by the token he showed, or by an id and the password of it, or by the password of whose the address is. */
export interface Prover {
  readonly signedIn: string | null;
  readonly user: string | null;
  readonly password: string;
}

export type Proof = { readonly kind: 'proven'; readonly user: string } | ({ readonly kind: 'due' } & PaymentDue);

/**
 * What this user has to pay to prove that the address is his, or that it is already.
 * @throws POOLTOOL_SIGN_IN_REFUSED (401), POOLTOOL_NOT_YOURS (403), POOLTOOL_ADDRESS_TAKEN (409), POOLTOOL_PAYMENTS_UNAVAILABLE (503)
 */
export async function proveAddress(parts: AccountsParts, credential: StakeCredential, prover: Prover): Promise<Proof> {
  const owner = await provenOwner(parts, credential);
  const user = await proverOf(parts, credential, prover);
  if (owner === user) return { kind: 'proven', user };
  if (owner !== null) throw addressTaken();
  return { kind: 'due', ...(await askPayment(parts, { credential, user, purpose: { kind: 'address' } })) };
}

async function proverOf(
  { pool, passwords }: AccountsParts,
  credential: StakeCredential,
  { signedIn, user, password }: Prover,
): Promise<string> {
  if (signedIn !== null) {
    if (user !== null && user !== signedIn) throw notYours();
    return signedIn;
  }
  const found = user === null ? await ownerOf(pool, credential) : await passwordOfUser(pool, user);
  const matches = await passwords.matches(password, found?.passwordHash ?? null);
  if (!matches || found === null) throw signInRefused();
  return found.user;
}

/**
 * What to pay so that the password becomes another one.
 * @throws POOLTOOL_USER_HAS_NO_ADDRESS (404), POOLTOOL_PASSWORD_TOO_SHORT (400), POOLTOOL_PAYMENTS_UNAVAILABLE (503)
 */
export async function resetPassword(
  parts: AccountsParts,
  { credential, password }: { readonly credential: StakeCredential; readonly password: string },
): Promise<PaymentDue> {
  demandLength(password);
  const user = await provenOwner(parts, credential);
  if (user === null) throw userHasNoAddress();
  const passwordHash = await parts.passwords.hash(password);
  return askPayment(parts, { credential, user, purpose: { kind: 'password', passwordHash } });
}

async function askPayment(
  { pool, network, clock, payments }: AccountsParts,
  asked: { readonly credential: StakeCredential; readonly user: string; readonly purpose: ClaimPurpose },
): Promise<PaymentDue> {
  if (payments === null) throw paymentsUnavailable();
  const { address, amount, lastsMs } = payments;
  return inTransaction(pool, (tx) => claim(tx, { ...asked, network, address, amount, lastsMs, nowMs: clock.now() }));
}
