import { credentialText, HASH_BYTES, NO_POOL, stakeCredential } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { CredentialKeys } from './credential-keys.ts';
import { FIRST_ROWS, resized } from './resized.ts';

/** To whom accounts delegate their vote. */
export interface DRepDelegations {
  /** by row of the accounts: index into `dreps`, or NO_DREP */
  readonly of: Uint32Array;
  /** `abstain`, `no-confidence`, or a credential's text */
  readonly dreps: readonly string[];
}

export const NO_DREP = NO_POOL;

/** The two that are no credentials, by their number in CBOR less 2. */
const PREDEFINED = ['abstain', 'no-confidence'] as const;
const FIRST_PREDEFINED = 2;

/** Reads [0 key | 1 script, hash], [2] (abstains always) or [3] (no confidence always). */
export class DRepRows {
  readonly #reader: CborReader;
  readonly #keys = new CredentialKeys(64);
  #of = new Uint32Array(FIRST_ROWS);

  constructor(reader: CborReader) {
    this.#reader = reader;
  }

  read(row: number): void {
    const length = this.#reader.arrayStart();
    const kind = this.#reader.uintNumber();
    const predefined = kind >= FIRST_PREDEFINED;
    if (kind >= FIRST_PREDEFINED + PREDEFINED.length || length !== (predefined ? 1 : 2)) {
      throw this.#reader.fail('a DRep', `kind ${kind} of ${length} items`);
    }
    if (predefined) this.#put(row, kind - FIRST_PREDEFINED);
    else {
      this.#keys.readHash(this.#reader, kind);
      this.#put(row, PREDEFINED.length + this.#keys.findOrCommit());
    }
  }

  none(row: number): void {
    this.#put(row, NO_DREP);
  }

  /** The first `count` rows. */
  taken(count: number): DRepDelegations {
    const { kind, hash } = this.#keys;
    const credentials = Array.from({ length: this.#keys.count }, (_, row) => {
      const bytes = hash.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES);
      return credentialText(stakeCredential(kind[row] === 1 ? 'script' : 'key', Buffer.from(bytes).toString('hex')));
    });
    return { of: resized(this.#of, count), dreps: [...PREDEFINED, ...credentials] };
  }

  /** Gives room for `rows`. */
  resize(rows: number): void {
    this.#of = resized(this.#of, rows);
  }

  #put(row: number, drep: number): void {
    this.#of[row] = drep;
  }
}
