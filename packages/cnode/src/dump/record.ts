import {
  type CredentialHash,
  credentialHash,
  credentialKindOf,
  type Lovelace,
  lovelace,
  type PoolId,
  poolId,
  type Ratio,
  ratio,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';

/** Begins a record of one of the given lengths: a record that grew is a new layout and must not be read by guess. */
export function record(reader: CborReader, what: string, ...lengths: readonly number[]): number {
  const length = reader.arrayStart();
  if (!lengths.includes(length)) {
    throw reader.fail(`${what} of ${lengths.join(' or ')} items`, length < 0 ? 'an indefinite array' : `${length}`);
  }
  return length;
}

/** Passes over items `first` to `last` of a record, counted from 1 as its paths are. */
export function skipItems(reader: CborReader, first: number, last: number): void {
  for (let item = first; item <= last; item += 1) reader.at(`${item}`, () => reader.skip());
}

/** Reads pool ids as keys of one map: no map has a key twice. */
export function poolKeys(reader: CborReader): () => PoolId {
  const seen = new Set<PoolId>();
  return () => {
    const id = readPoolId(reader);
    if (seen.has(id)) throw reader.fail('each pool once', `${id} twice`);
    seen.add(id);
    return id;
  };
}

export const readLovelace = (reader: CborReader): Lovelace => lovelace(reader.uintBig());

export const readPoolId = (reader: CborReader): PoolId => poolId(reader.hex(28));

export const readKeyHash = (reader: CborReader): CredentialHash => credentialHash(reader.hex(28));

export function readRatio(reader: CborReader): Ratio {
  const { numerator, denominator } = reader.rational();
  return ratio(numerator, denominator);
}

/** [0 key | 1 script, 28 bytes] */
export function readCredential(reader: CborReader): StakeCredential {
  record(reader, 'a credential', 2);
  const kind = credentialKindOf(reader.uintNumber());
  return stakeCredential(kind, reader.hex(28));
}

/** A reward account's 29 bytes: 0xE_ before a key's hash, 0xF_ before a script's; the low half is the network. */
export function readRewardAccount(reader: CborReader): StakeCredential {
  const text = reader.hex(29);
  const header = text[0];
  if (header !== 'e' && header !== 'f') throw reader.fail('a reward account (header e… or f…)', text.slice(0, 2));
  return stakeCredential(header === 'e' ? 'key' : 'script', text.slice(2));
}
