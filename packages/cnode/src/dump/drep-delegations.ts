import { credentialText, NO_POOL } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { CredentialKeys } from './credential-keys.ts';
import { resized } from './resized.ts';

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
  #of: Uint32Array<ArrayBuffer>;

  constructor(reader: CborReader, rows: number) {
    this.#reader = reader;
    this.#of = new Uint32Array(rows);
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
    const credentials = Array.from({ length: this.#keys.count }, (_, row) => credentialText(this.#keys.at(row)));
    return { of: this.#of.subarray(0, count), dreps: [...PREDEFINED, ...credentials] };
  }

  /** Gives room for `rows`. */
  resize(rows: number): void {
    this.#of = resized(this.#of, rows);
  }

  #put(row: number, drep: number): void {
    this.#of[row] = drep;
  }
}
