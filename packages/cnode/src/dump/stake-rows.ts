import { type Delegators, HASH_BYTES, NO_POOL, type PoolId, poolId, type SnapshotPool } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { CredentialKeys } from './credential-keys.ts';
import { LovelaceColumn } from './lovelace-column.ts';
import { FIRST_ROWS, resized } from './resized.ts';

/** Stake by credential while it is being read: what will be the columns of a snapshot, grown as the rows come. */
export class StakeRows {
  readonly #reader: CborReader;
  readonly #credentials: CredentialKeys;
  readonly #pools = new CredentialKeys();
  readonly #stake: LovelaceColumn;
  #pool: Uint32Array<ArrayBuffer>;

  /** `rows`: about how many will come, so that the columns need not grow. */
  constructor(reader: CborReader, rows = FIRST_ROWS) {
    this.#reader = reader;
    this.#credentials = new CredentialKeys(rows);
    this.#stake = new LovelaceColumn(rows);
    this.#pool = new Uint32Array(rows);
  }

  get count(): number {
    return this.#credentials.count;
  }

  /** Reads a credential that has no row yet. @returns its row @throws CborError when it has one: no map has a key twice */
  newCredential(): number {
    this.#readCredential();
    const row = this.#credentials.commitNew();
    if (row < 0) throw this.#reader.fail('each credential once', 'one twice');
    return this.#opened(row);
  }

  /** Reads a credential. @returns the row that has it, made if there was none */
  credential(): number {
    this.#readCredential();
    const row = this.#credentials.find();
    return row >= 0 ? row : this.#opened(this.#credentials.commit());
  }

  /** Reads the lovelace of `row`. */
  stakeOf(row: number): void {
    this.#stake.read(this.#reader, row);
  }

  /** Reads nothing: adds to the credential whose hash stands in `words` from `at` on. */
  addTo(kind: number, words: Int32Array, at: number, amount: LovelaceColumn): void {
    this.#credentials.takeHash(words, at, kind);
    const row = this.#credentials.findAnywhere();
    this.#stake.add(row >= 0 ? row : this.#opened(this.#credentials.commit()), amount, 0);
  }

  /**
   * Reads the same stake by credential again, and that it is the same.
   * @returns how many entries there were @throws CborError at the first entry that says something else
   */
  readAgain(): number {
    const seen = new Uint8Array(this.count);
    const amount = new LovelaceColumn(1);
    return this.#reader.entries(() => {
      this.#readCredential();
      const row = this.#credentials.find();
      amount.read(this.#reader, 0);
      if (row < 0 || seen[row] === 1 || !this.#stake.isEqual(row, amount, 0)) {
        const found = row < 0 ? 'no output' : seen[row] === 1 ? 'it twice' : `${amount.amounts[0]} lovelace`;
        throw this.#reader.fail('the stake that the unspent outputs come to', found);
      }
      seen[row] = 1;
    });
  }

  /** Reads the pool that `row` delegates to. @throws CborError when it delegates to one already */
  poolOf(row: number): void {
    if (this.#pool[row] !== NO_POOL) throw this.#reader.fail('each credential once', 'one twice');
    this.#pool[row] = readPoolRow(this.#reader, this.#pools);
  }

  /** Reads nothing: all rows as they are, no pool in any. */
  all(): Delegators {
    return this.#taken(this.#credentials.count);
  }

  /**
   * The rows that delegate to one of `pools`, in the order they were read, each with its pool's index there. Rows that
   * delegate to no pool at all are no delegators; those whose pool is not in the snapshot are counted as `leftOut`.
   */
  delegatorsOf(pools: readonly SnapshotPool[]): { delegators: Delegators; leftOut: number } {
    const indexOf = indexIn(
      pools.map(({ poolId: id }) => id),
      this.#pools,
    );
    const { kind, hash, count } = this.#credentials;
    const stake = this.#stake.amounts;
    let kept = 0;
    let leftOut = 0;
    for (let row = 0; row < count; row += 1) {
      const delegation = this.#pool[row] ?? NO_POOL;
      if (delegation === NO_POOL) continue;
      const index = indexOf[delegation] ?? NO_POOL;
      if (index === NO_POOL) {
        leftOut += 1;
        continue;
      }
      if (kept < row) {
        kind[kept] = kind[row] ?? 0;
        hash.copyWithin(kept * HASH_BYTES, row * HASH_BYTES, (row + 1) * HASH_BYTES);
        stake[kept] = stake[row] ?? 0n;
      }
      this.#pool[kept] = index;
      kept += 1;
    }
    return { delegators: this.#taken(kept), leftOut };
  }

  #readCredential(): void {
    readCredentialInto(this.#reader, this.#credentials);
  }

  #opened(row: number): number {
    if (row >= this.#pool.length) {
      const rows = this.#credentials.kind.length;
      this.#stake.resize(rows);
      this.#pool = resized(this.#pool, rows);
    }
    this.#stake.amounts[row] = 0n;
    this.#pool[row] = NO_POOL;
    return row;
  }

  #taken(count: number): Delegators {
    return {
      count,
      ...this.#credentials.taken(count),
      stake: this.#stake.taken(count),
      pool: this.#pool.subarray(0, count),
    };
  }
}

/** Reads [0 key | 1 script, 28 bytes] into the open row of `keys`. */
export function readCredentialInto(reader: CborReader, keys: CredentialKeys): void {
  if (reader.arrayStart() !== 2) throw reader.fail('a credential of 2 items', 'another length');
  const kind = reader.uintNumber();
  if (kind > 1) throw reader.fail('0 (key) or 1 (script)', `${kind}`);
  keys.readHash(reader, kind);
}

/** Reads a pool id. @returns its row in `keys`, made if there was none */
export function readPoolRow(reader: CborReader, keys: CredentialKeys): number {
  keys.readHash(reader, 0);
  return keys.findOrCommit();
}

export const poolIdAt = ({ hash }: CredentialKeys, row: number): PoolId =>
  poolId(Buffer.from(hash.buffer, hash.byteOffset + row * HASH_BYTES, HASH_BYTES).toString('hex'));

function indexIn(ids: readonly PoolId[], keys: CredentialKeys): Uint32Array {
  const index = new Map(ids.map((id, position) => [id, position]));
  return Uint32Array.from({ length: keys.count }, (_, row) => index.get(poolIdAt(keys, row)) ?? NO_POOL);
}
