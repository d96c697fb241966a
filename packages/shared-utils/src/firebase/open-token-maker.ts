import { randomUUID } from 'node:crypto';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { type Auth, getAuth } from 'firebase-admin/auth';
import type { Clock } from '../clock/index.ts';
import { credentialOf, type FirebaseAccess, isLocal } from './credential.ts';
import { firebaseDenied, firebaseUnreachable } from './errors.ts';
import { inTime } from './in-time.ts';

/** Who lets our users in at Firebase. */
export interface TokenMaker {
  /**
   * What `signInWithCustomToken` of Firebase's SDKs takes within an hour: whoever shows it is this user there, with these claims.
   * @param user at most 128 characters
   * @throws POOLTOOL_FIREBASE_UNREACHABLE, POOLTOOL_FIREBASE_DENIED: of a service account from a file, neither
   */
  customToken(user: string, claims: Readonly<Record<string, string | boolean>>): Promise<string>;
  /**
   * Ends the user's sessions: none can be prolonged any more, which the SDKs do each hour. Whom Firebase does not know has none.
   * A local server keeps no sessions that could be ended.
   * @throws POOLTOOL_FIREBASE_UNREACHABLE, POOLTOOL_FIREBASE_DENIED
   */
  endSessions(user: string): Promise<void>;
  close(): Promise<void>;
}

const LIFETIME_SECONDS = 3600;

/** @throws POOLTOOL_FIREBASE_DENIED for an incomplete service account */
export const openTokenMaker = (
  access: FirebaseAccess & { readonly clock: Clock; readonly timeoutMs?: number },
): TokenMaker => (isLocal(access) ? localTokenMaker(access.clock) : serviceTokenMaker(access));

function serviceTokenMaker(access: FirebaseAccess & { readonly timeoutMs?: number }): TokenMaker {
  const { databaseUrl, timeoutMs = 10_000 } = access;
  const app = initializeApp({ databaseURL: databaseUrl, ...credentialOf(access) }, randomUUID());
  const auth = getAuth(app);
  return {
    customToken: (user, claims) =>
      attempt('making a token', timeoutMs, () => auth.createCustomToken(user, { ...claims })),
    endSessions: (user) => attempt('ending sessions', timeoutMs, () => revoke(auth, user)),
    close: () => deleteApp(app),
  };
}

async function revoke(auth: Auth, user: string): Promise<void> {
  try {
    await auth.revokeRefreshTokens(user);
  } catch (error) {
    if (codeOf(error) !== 'auth/user-not-found') throw error;
  }
}

async function attempt<T>(operation: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  try {
    return await inTime(work(), timeoutMs, `${operation}: no answer`);
  } catch (error) {
    if (firebaseUnreachable.is(error)) throw error;
    throw firebaseDenied({
      message: `${operation}: ${error instanceof Error ? error.message : String(error)}`,
      cause: error,
    });
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** As the SDK makes it for Google's own emulator, which it would only know of by an environment variable of the process: unsigned. */
function localTokenMaker(clock: Clock): TokenMaker {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const nobody = 'firebase-auth-emulator@example.com';
  return {
    async customToken(uid, claims) {
      const iat = Math.floor(clock.now() / 1000);
      const aud = 'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit';
      const payload = { aud, iat, exp: iat + LIFETIME_SECONDS, iss: nobody, sub: nobody, uid, claims };
      return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(payload)}.`;
    },
    endSessions: async () => {},
    close: async () => {},
  };
}
