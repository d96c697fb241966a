import { sessionUser } from '@pooltool/store/accounts';
import type { FastifyRequest } from 'fastify';
import { notSignedIn, notYours } from '../errors.ts';
import type { AccountsParts } from './accounts-parts.ts';

const BEARER = /^Bearer +(\S+) *$/i;

/** The token that the request shows; null when it shows none. @throws POOLTOOL_NOT_SIGNED_IN (401) for what is no Bearer token */
export function bearerOf(request: Pick<FastifyRequest, 'headers'>): string | null {
  const given = request.headers.authorization;
  if (given === undefined || given === '') return null;
  const token = BEARER.exec(given)?.[1];
  if (token === undefined) throw notSignedIn({ message: 'the Authorization header is no Bearer token' });
  return token;
}

type SessionParts = Pick<AccountsParts, 'pool' | 'clock'>;

/** Whose token the request shows; null when it shows none. @throws POOLTOOL_NOT_SIGNED_IN (401) for one that speaks for nobody (any more) */
export async function maybeSignedIn(
  request: Pick<FastifyRequest, 'headers'>,
  { pool, clock }: SessionParts,
): Promise<string | null> {
  const token = bearerOf(request);
  if (token === null) return null;
  const user = await sessionUser(pool, token, clock.now());
  if (user === null) throw notSignedIn({ message: 'the token is not known, expired or revoked' });
  return user;
}

/** @throws POOLTOOL_NOT_SIGNED_IN (401) */
export async function signedIn(request: Pick<FastifyRequest, 'headers'>, parts: SessionParts): Promise<string> {
  const user = await maybeSignedIn(request, parts);
  if (user === null) throw notSignedIn();
  return user;
}

/** Everybody reaches what is his own, and nobody else does. @throws POOLTOOL_NOT_SIGNED_IN (401), POOLTOOL_NOT_YOURS (403) */
export async function demandUser(
  request: Pick<FastifyRequest, 'headers'>,
  { user, ...parts }: SessionParts & { readonly user: string },
): Promise<void> {
  if ((await signedIn(request, parts)) !== user.toLowerCase()) throw notYours();
}
