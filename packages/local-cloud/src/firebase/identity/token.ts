import { Buffer } from 'node:buffer';
import { isRecord, parseJson } from '../json.ts';

const LIFETIME_SECONDS = 3600;

export interface IdTokenRequest {
  readonly uid: string;
  readonly projectId: string;
  readonly nowMs: number;
  /** Custom claims; they stand beside the standard ones, which win. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** An ID token as the real service makes it, but unsigned (`alg: none`), as local SDK modes expect. Valid an hour. */
export function makeIdToken({ uid, projectId, nowMs, claims }: IdTokenRequest): string {
  const seconds = Math.floor(nowMs / 1000);
  const payload = {
    ...claims,
    iss: `https://securetoken.google.com/${projectId}`,
    aud: projectId,
    auth_time: seconds,
    user_id: uid,
    sub: uid,
    iat: seconds,
    exp: seconds + LIFETIME_SECONDS,
    firebase: { identities: {}, sign_in_provider: 'custom' },
  };
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(payload)}.`;
}

/** The payload of a JWT, signed or not; null when the text is none. */
export function tokenClaims(token: string): Readonly<Record<string, unknown>> | null {
  const [header, payload, signature, ...more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return null;
  if (!isRecord(decode(header))) return null;
  const claims = decode(payload);
  return isRecord(claims) ? claims : null;
}

/** Holds all that is needed to go on: there is no account table to look it up in. */
export function makeRefreshToken(of: { uid: string; claims: Readonly<Record<string, unknown>> }): string {
  return encode(of);
}

export function readRefreshToken(token: string): { uid: string; claims: Readonly<Record<string, unknown>> } | null {
  const content = decode(token);
  if (!isRecord(content) || typeof content['uid'] !== 'string') return null;
  return { uid: content['uid'], claims: isRecord(content['claims']) ? content['claims'] : {} };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (text: string) => parseJson(Buffer.from(text, 'base64url').toString('utf8'));
