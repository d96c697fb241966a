import type { TokenMaker } from '@pooltool/shared-utils/firebase';
import type { FastifyRequest } from 'fastify';
import { clientKeyRefused, firebaseNotSet } from '../errors.ts';
import type { OldClientsParts } from './old-clients-parts.ts';

/** Where the old clients ask: the last website on Firebase below `/v1` (clients.md 3.8), the app below `/v0` (3.9). */
export const OLD_CLIENTS = [
  { root: '/v1', suffix: 'OfWebsite', name: 'the old website' },
  { root: '/v0', suffix: 'OfApp', name: 'the app' },
] as const;

export type OldClient = (typeof OLD_CLIENTS)[number];

/** What every one of these routes has in common. */
export const OLD_ROUTE = { tag: 'old clients', deprecated: true, access: 'client key' } as const;
/** What every one of them may answer. */
export const OLD_ERRORS = [clientKeyRefused, firebaseNotSet] as const;

/**
 * Before anything is looked at: the client must be one of ours, and there must be a Firebase, or somebody would pay for what
 * his client could never show him.
 * @throws POOLTOOL_CLIENT_KEY_REFUSED (403), POOLTOOL_FIREBASE_NOT_SET (503)
 */
export function admit(
  request: Pick<FastifyRequest, 'headers'>,
  { demandClient, tokens }: Pick<OldClientsParts, 'demandClient' | 'tokens'>,
): TokenMaker {
  demandClient(request);
  if (tokens === null) throw firebaseNotSet();
  return tokens;
}
