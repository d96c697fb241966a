import type { StakeCredential, TransactionInput } from '@pooltool/domain';
import type { Pool } from '@pooltool/shared-utils/pg';

/**
 * The part of cardano-db-sync's schema that is asked, with its official names, domains and types (13.x). A real one has
 * more columns and tables; `tx_out.address` is gone from some, so it is not here to be relied upon.
 */
const SCHEMA = `
  create domain hash32type as bytea check (octet_length(value) = 32);
  create domain hash28type as bytea check (octet_length(value) = 28);
  create domain addr29type as bytea check (octet_length(value) = 29);
  create domain lovelace as numeric(20, 0) check (value >= 0);
  create domain txindex as int2 check (value >= 0);
  create table tx (id bigserial primary key, hash hash32type not null unique, fee lovelace not null default 0);
  create table stake_address (
    id bigserial primary key, hash_raw addr29type not null unique, view varchar not null, script_hash hash28type);
  create table tx_out (
    id bigserial primary key, tx_id int8 not null, index txindex not null, stake_address_id int8, value lovelace not null,
    unique (tx_id, index));`;

export const makeDbSync = (pool: Pool) => pool.query(SCHEMA);

/** db-sync gets to the transaction that made this output; owner null: its address has no stake part. */
export async function dbSyncLearns(
  dbSync: Pool,
  { transactionId, index }: TransactionInput,
  owner: StakeCredential | null,
): Promise<void> {
  if (owner !== null) {
    await dbSync.query(
      `insert into stake_address (hash_raw, view) values (decode($1, 'hex'), 'stake_test1…') on conflict do nothing`,
      [hashRaw(owner)],
    );
  }
  await dbSync.query(
    `with made as (insert into tx (hash) values (decode($1, 'hex')) returning id)
     insert into tx_out (tx_id, index, stake_address_id, value)
     select made.id, $2, (select id from stake_address where hash_raw = decode($3, 'hex')), 5000000 from made`,
    [transactionId, index, owner && hashRaw(owner)],
  );
}

/** A test network's stake address. */
const hashRaw = ({ kind, hash }: StakeCredential): string => `${kind === 'script' ? 'f0' : 'e0'}${hash}`;
