import { type Accounts, NO_POOL } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { CredentialKeys } from './credential-keys.ts';
import { type DRepDelegations, DRepRows } from './drep-delegations.ts';
import { LovelaceColumn } from './lovelace-column.ts';
import { record, skipItems } from './record.ts';
import { resized, roomFor } from './resized.ts';
import { poolIdAt, readCredentialInto, readPoolRow } from './stake-rows.ts';

/** Which of the two ways accounts are written: a unified map with pointers (A), or one map (B and C). */
export type AccountFamily = 'A' | 'B or C';

export interface ReadAccounts {
  readonly family: AccountFamily;
  readonly accounts: Accounts;
  readonly drepDelegations: DRepDelegations;
}

/**
 * DState: [accounts, future genesis delegations, genesis delegations, instantaneous rewards]. Layout A writes accounts
 * as [credential → [[[balance, deposit]], pointers, [pool], [DRep]], pointers], B and C as
 * credential → [balance, deposit, pool or null, DRep or null].
 */
export function readAccounts(reader: CborReader, { pass }: { readonly pass: boolean }): ReadAccounts {
  record(reader, 'the delegation state', 4);
  const family: AccountFamily = reader.peek() === 'array' ? 'A' : 'B or C';
  const rows = new AccountRows(reader);
  reader.at('1', () => {
    if (pass) return reader.skip();
    if (family === 'B or C') return reader.entries(() => rows.read());
    record(reader, 'the unified map', 2);
    reader.at('1', () => reader.entries(() => rows.readUnified()));
    return reader.skip();
  });
  skipItems(reader, 2, 4);
  return { family, ...rows.taken() };
}

class AccountRows {
  readonly #reader: CborReader;
  readonly #credentials: CredentialKeys;
  readonly #pools = new CredentialKeys();
  readonly #rewards: LovelaceColumn;
  readonly #deposit: LovelaceColumn;
  readonly #dreps: DRepRows;
  #pool: Uint32Array<ArrayBuffer>;

  constructor(reader: CborReader) {
    const rows = roomFor(reader.remaining);
    this.#reader = reader;
    this.#credentials = new CredentialKeys(rows);
    this.#rewards = new LovelaceColumn(rows);
    this.#deposit = new LovelaceColumn(rows);
    this.#dreps = new DRepRows(reader, rows);
    this.#pool = new Uint32Array(rows);
  }

  read(): void {
    readCredentialInto(this.#reader, this.#credentials);
    record(this.#reader, 'an account', 4);
    const row = this.#open();
    this.#rewards.read(this.#reader, row);
    this.#deposit.read(this.#reader, row);
    this.#pool[row] = this.#reader.takeNull() ? NO_POOL : readPoolRow(this.#reader, this.#pools);
    if (this.#reader.takeNull()) this.#dreps.none(row);
    else this.#dreps.read(row);
    this.#keep();
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
    if (record(this.#reader, 'a DRep or none', 0, 1) === 1) this.#dreps.read(row);
    else this.#dreps.none(row);
    if (registered) this.#keep();
  }

  taken(): { accounts: Accounts; drepDelegations: DRepDelegations } {
    const { count } = this.#credentials;
    const accounts: Accounts = {
      count,
      ...this.#credentials.taken(),
      rewards: this.#rewards.taken(count),
      deposit: this.#deposit.taken(count),
      pool: this.#pool.subarray(0, count),
      poolIds: Array.from({ length: this.#pools.count }, (_, row) => poolIdAt(this.#pools, row)),
    };
    return { accounts, drepDelegations: this.#dreps.taken(count) };
  }

  #keep(): void {
    if (this.#credentials.commitNew() < 0) throw this.#reader.fail('each account once', 'one twice');
  }

  #open(): number {
    const row = this.#credentials.count;
    if (row >= this.#pool.length) {
      const rows = this.#credentials.kind.length;
      this.#rewards.resize(rows);
      this.#deposit.resize(rows);
      this.#pool = resized(this.#pool, rows);
      this.#dreps.resize(rows);
    }
    return row;
  }
}
