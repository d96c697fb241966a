import { isRecord, type Json } from '../json.ts';
import { invalidToken } from '../refusal.ts';
import { tokenClaims } from './token.ts';

/** Who is at the other end. Kept on each connection; `allow` decides by it. */
export type Identity =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'owner' }
  | { readonly kind: 'user'; readonly uid: string; readonly claims: Readonly<Record<string, unknown>> };

export const NOBODY: Identity = { kind: 'nobody' };
export const OWNER: Identity = { kind: 'owner' };

/**
 * The identity a credential stands for. Nothing is verified here: a JWT (ID token, custom token, mock user token) is the
 * user it names, expired or not; anything else (`owner`, an OAuth access token, a database secret) is the owner, which
 * is how the Admin SDK comes.
 */
export function identityOf(credential: unknown): Identity {
  if (typeof credential !== 'string' || credential === '') throw invalidToken();
  const claims = tokenClaims(credential);
  if (claims === null) return OWNER;
  const uid = claims['user_id'] ?? claims['uid'] ?? claims['sub'];
  if (typeof uid !== 'string' || uid === '') throw invalidToken();
  return { kind: 'user', uid, claims };
}

/** As `identityOf`, for an SDK's message: the Admin SDK may act as a user (`authvar`) or as nobody (`noauth`). */
export function identityOfRequest(body: Record<string, unknown>): Identity {
  const identity = identityOf(body['cred']);
  if (identity.kind !== 'owner') return identity;
  if (body['noauth'] === true) return NOBODY;
  const override = body['authvar'];
  if (!isRecord(override)) return identity;
  const uid = override['uid'];
  return { kind: 'user', uid: typeof uid === 'string' ? uid : '', claims: override };
}

/** What the client is told it is. */
export function describeIdentity(identity: Identity): Json {
  return identity.kind === 'user' ? { auth: { uid: identity.uid } } : { auth: null };
}
