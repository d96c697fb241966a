import type { PoolId } from '@pooltool/domain';
import { speaksFor } from '@pooltool/store/operators';
import type { FastifyRequest } from 'fastify';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { signedIn } from '../accounts/bearer.ts';
import { notYourPool } from '../errors.ts';

/**
 * Whoever may speak for this pool at this moment: it was given to him, he claimed it with the VRF key that its registration
 * in force names, or he is an administrator. Asked of the database each time.
 * @param of the pool; `pool` is the database, as everywhere among accounts
 * @returns the user's id
 * @throws POOLTOOL_NOT_SIGNED_IN (401), POOLTOOL_NOT_YOUR_POOL (403)
 */
export async function demandOperator(
  request: Pick<FastifyRequest, 'headers'>,
  { of, ...parts }: Pick<AccountsParts, 'pool' | 'clock'> & { readonly of: PoolId },
): Promise<string> {
  const user = await signedIn(request, parts);
  if (!(await speaksFor(parts.pool, { user, pool: of }))) throw notYourPool();
  return user;
}
