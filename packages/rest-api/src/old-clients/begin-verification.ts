import type { StakeCredential } from '@pooltool/domain';
import { passwordOfUser } from '@pooltool/store/accounts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { type Proof, proveAddress } from '../accounts/prove-address.ts';
import { provenOwner, register } from '../accounts/register.ts';
import { addressRegistered } from '../errors.ts';

/**
 * What a user of the old clients has to pay to prove an address, or that it is his already. They choose their user's id
 * themselves and send it with a password: an id that nobody has begins a user, and any other needs that user's password. The
 * app sends none to add an address to whoever is signed in, and the old backend asked for none: whoever knew an id could add
 * an address of his own to it, and with that address ask for another password.
 *
 * @throws POOLTOOL_ADDRESS_REGISTERED (422), POOLTOOL_SIGN_IN_REFUSED (401), POOLTOOL_ACCOUNT_PASSWORD_TOO_SHORT (400),
 * POOLTOOL_PAYMENTS_UNAVAILABLE (503)
 */
export async function beginVerification(
  parts: AccountsParts,
  given: { readonly credential: StakeCredential; readonly user: string; readonly password: string },
): Promise<Proof> {
  const { credential, user, password } = given;
  const owner = await provenOwner(parts, credential);
  if (owner !== null && owner !== user) throw addressRegistered();
  if ((await passwordOfUser(parts.pool, user)) === null) await register(parts, { ...given, signedIn: null });
  return proveAddress(parts, credential, { signedIn: null, user, password });
}
