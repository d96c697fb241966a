import { type Accounts, NO_POOL } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { CredentialKeys } from './credential-keys.ts';
import { LovelaceColumn } from './lovelace-column.ts';
import { record, skipItems } from './record.ts';
import { FIRST_ROWS, resized } from './resized.ts';
import { poolIdAt, readCredentialInto, readPoolRow } from './stake-rows.ts';

/** Which of the two ways accounts are written: a unified map with pointers (A), or one map (B and C). */
export type AccountFamily = 'A' | 'B or C';

/**
 * DState: [accounts, future genesis delegations, genesis delegations, instantaneous rewards]. Layout A writes accounts
 * as [credential → [[[balance, deposit]], pointers, [pool], [DRep]], pointers], B and C as
 * credential → [balance, deposit, pool or null, DRep or null].
 */
export function readAccounts(reader: CborReader): { family: AccountFamily; accounts: Accounts } {
  record(reader, 'the delegation state', 4);
  const family: AccountFamily = reader.peek() === 'array' ? 'A' : 'B or C';
  const rows = new AccountRows(reader);
  reader.at('1', () => {
    if (family === 'B or C') return reader.entries(() => rows.read());
    record(reader, 'the unified map', 2);
    reader.at('1', () => reader.entries(() => rows.readUnified()));
    return reader.skip();
  });
  skipItems(reader, 2, 4);
  return { family, accounts: rows.taken() };
}

class AccountRows {
  readonly #reader: CborReader;
  readonly #credentials = new CredentialKeys();
  readonly #pools = new CredentialKeys();
  readonly #rewards = new LovelaceColumn(FIRST_ROWS);
  readonly #deposit = new LovelaceColumn(FIRST_ROWS);
  #pool = new Uint32Array(FIRST_ROWS);

  constructor(reader: CborReader) {
    this.#reader = reader;
  }

  read(): void {
    readCredentialInto(this.#reader, this.#credentials);
    record(this.#reader, 'an account', 4);
    const row = this.#open();
    this.#rewards.read(this.#reader, row);
    this.#deposit.read(this.#reader, row);
    this.#pool[row] = this.#reader.takeNull() ? NO_POOL : readPoolRow(this.#reader, this.#pools);
    this.#reader.skip();
    this.#credentials.commit();
  }

  /** An entry without a balance is not registered: only its pointer or vote remained. */
  readUnified(): void {
    readCredentialInto(this.#reader, this.#credentials);
    record(this.#reader, 'an account', 4);
    const row = this.#open();
    const registered = record(this.#reader, 'a balance or none', 0, 1) === 1;
    if (registered) {
      record(this.#reader, 'a balance and its deposit', 2);
      this.#rewards.read(this.#reader, row);
      this.#deposit.read(this.#reader, row);
    }
    this.#reader.skip();
    const delegates = record(this.#reader, 'a pool or none', 0, 1) === 1;
    this.#pool[row] = delegates ? readPoolRow(this.#reader, this.#pools) : NO_POOL;
    this.#reader.skip();
    if (registered) this.#credentials.commit();
  }

  taken(): Accounts {
    this.#credentials.trim();
    this.#rewards.resize(this.#credentials.count);
    this.#deposit.resize(this.#credentials.count);
    const { count, kind, hash } = this.#credentials;
    return {
      count,
      kind,
      hash,
      rewards: this.#rewards.amounts,
      deposit: this.#deposit.amounts,
      pool: resized(this.#pool, count),
      poolIds: Array.from({ length: this.#pools.count }, (_, row) => poolIdAt(this.#pools, row)),
    };
  }

  #open(): number {
    const row = this.#credentials.count;
    if (row >= this.#pool.length) {
      const rows = this.#credentials.kind.length;
      this.#rewards.resize(rows);
      this.#deposit.resize(rows);
      this.#pool = resized(this.#pool, rows);
    }
    return row;
  }
}
