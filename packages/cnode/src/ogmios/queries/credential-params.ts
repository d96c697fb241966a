import type { StakeCredential } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';

/** Credentials as Ogmios takes them: hashes in hex, keys and scripts apart. */
export const credentialParams = (credentials: readonly StakeCredential[]): JsonObject => ({
  keys: hashesOf(credentials, 'key'),
  scripts: hashesOf(credentials, 'script'),
});

const hashesOf = (credentials: readonly StakeCredential[], wanted: StakeCredential['kind']): string[] =>
  credentials.filter(({ kind }) => kind === wanted).map(({ hash }) => hash);
