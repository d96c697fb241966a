import { InvalidValue } from './brand.ts';
import { type CredentialHash, credentialHash } from './hashes.ts';

export type CredentialKind = 'key' | 'script';

/** Who may spend or delegate. Two kinds with equal bytes are different accounts. */
export interface StakeCredential {
  readonly kind: CredentialKind;
  readonly hash: CredentialHash;
}

export const stakeCredential = (kind: CredentialKind, hash: string): StakeCredential => ({
  kind,
  hash: credentialHash(hash),
});

/** One text per credential, for maps and sets: `key:<56 hex>` or `script:<56 hex>`. */
export const credentialText = ({ kind, hash }: StakeCredential): string => `${kind}:${hash}`;

/** Back from `credentialText`. @throws InvalidValue for any other text. */
export function parseCredential(text: string): StakeCredential {
  const [kind, hash = ''] = text.split(':');
  if (kind !== 'key' && kind !== 'script') {
    throw new InvalidValue({ word: 'stake credential', given: text, rule: 'key:<hash> or script:<hash>' });
  }
  return stakeCredential(kind, hash);
}

/** The ledger's tag of a kind in CBOR, in our columns and in the database: 0 key, 1 script. */
export const CREDENTIAL_TAG = { key: 0, script: 1 } as const satisfies Record<CredentialKind, number>;

/** @throws InvalidValue unless 0 or 1. */
export function credentialKindOf(tag: number): CredentialKind {
  if (tag === CREDENTIAL_TAG.key) return 'key';
  if (tag === CREDENTIAL_TAG.script) return 'script';
  throw new InvalidValue({ word: 'credential tag', given: tag, rule: '0 (key) or 1 (script)' });
}
