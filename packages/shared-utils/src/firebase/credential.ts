import { type Credential, cert } from 'firebase-admin/app';
import type { JsonValue } from '../json/index.ts';
import { firebaseDenied } from './errors.ts';
import { serviceAccountOf } from './service-account.ts';

/** Whom we speak to, and as whom. */
export interface FirebaseAccess {
  /** `https://<name>.firebaseio.com`, or `http://<host>:<port>?ns=<name>` of a local server: by http no credentials are needed or used. */
  readonly databaseUrl: string;
  /** The parsed key file of a service account. Default: the credentials of the machine (Application Default Credentials). */
  readonly serviceAccount?: JsonValue | undefined;
}

/** By http it is a server on this machine, which checks nothing. */
export const isLocal = ({ databaseUrl }: FirebaseAccess): boolean => databaseUrl.startsWith('http:');

/** As the SDK's options want it. @throws POOLTOOL_FIREBASE_DENIED for an incomplete service account */
export function credentialOf(access: FirebaseAccess): { credential?: Credential } {
  if (isLocal(access)) return { credential: NOBODY };
  if (access.serviceAccount === undefined) return {};
  try {
    return { credential: cert(serviceAccountOf(access.serviceAccount)) };
  } catch (error) {
    if (firebaseDenied.is(error)) throw error;
    throw firebaseDenied({ message: 'the service account has a private key that cannot be read', cause: error });
  }
}

/** The SDK shows a local server the token `owner` by itself; without this it would look for the machine's Google credentials. */
const NOBODY: Credential = { getAccessToken: async () => ({ access_token: 'owner', expires_in: 3600 }) };
