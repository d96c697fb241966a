import type { Authority } from '@pooltool/store/accounts';
import { authorityOf, reaches } from '@pooltool/store/admin';
import type { FastifyRequest } from 'fastify';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { signedIn } from '../accounts/bearer.ts';
import { notAdministrator } from '../errors.ts';

/** Who asks, and what he may. */
export interface Administrator {
  /** UUID */
  readonly user: string;
  readonly authority: Authority;
}

/**
 * Lets pass who is signed in and has at least this authority, as the database says at this moment: what was taken from
 * him does not help him with the next request.
 * @throws POOLTOOL_NOT_SIGNED_IN (401), POOLTOOL_NOT_ADMINISTRATOR (403)
 */
export async function demandAuthority(
  request: Pick<FastifyRequest, 'headers'>,
  { atLeast, ...parts }: Pick<AccountsParts, 'pool' | 'clock'> & { readonly atLeast: Exclude<Authority, 'user'> },
): Promise<Administrator> {
  const user = await signedIn(request, parts);
  const authority = (await authorityOf(parts.pool, user)) ?? 'user';
  if (!reaches(authority, atLeast)) throw notAdministrator();
  return { user, authority };
}
