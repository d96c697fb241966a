import type { TokenMaker } from '@pooltool/shared-utils/firebase';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { passwordStands } from '@pooltool/store/accounts';
import { authorityOf } from '@pooltool/store/admin';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { type SignIn, whoSignsIn } from '../accounts/sign-in.ts';
import { signInRefused } from '../errors.ts';

/**
 * A token of Firebase for who has this address and knows this password: there he has the id that he has here, and the claims
 * `authority` and `client` (that he is one of our users), for the rules there.
 * @throws POOLTOOL_SIGN_IN_REFUSED (401), also when the password became another one meanwhile
 */
export async function firebaseSignIn(parts: AccountsParts, tokens: TokenMaker, given: SignIn): Promise<string> {
  const known = await whoSignsIn(parts, given);
  const authority = (await authorityOf(parts.pool, known.user)) ?? 'user';
  const token = await tokens.customToken(known.user, { authority, client: true });
  // Asked last: a token that is made before the password changes is among those whose sessions are ended.
  if (!(await inTransaction(parts.pool, (tx) => passwordStands(tx, known)))) throw signInRefused();
  return token;
}
