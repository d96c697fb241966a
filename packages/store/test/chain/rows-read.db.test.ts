import { blockHash, epoch, height, slot, type Tip } from '@pooltool/domain';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { poolBlocksUpTo, rollBackTo } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followUndoneBlocks } from '../../src/chain/undone-blocks.ts';
import { factsOfBlock, makeBlock } from './small-chain.ts';

/** 300 epochs of 200 blocks, a slot each, made in turn by more pools than an epoch has blocks, as on mainnet's long tail. */
const EPOCHS = 300;
const IN_EPOCH = 200;
const POOLS = 3000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `insert into block (hash, height, slot, epoch, epoch_slot, era, pool_id, protocol_major, protocol_minor, body_size,
       size, transactions, invalid_transactions, fees, output, memory_units, step_units)
     select decode(lpad(to_hex(n), 64, '0'), 'hex'), n, n, n / ${IN_EPOCH}, n % ${IN_EPOCH}, 7,
       decode(lpad(to_hex(n % ${POOLS}), 56, '0'), 'hex'), 10, 0, 1, 1, 0, 0, 1, 1, 0, 0
     from generate_series(0, ${EPOCHS * IN_EPOCH - 1}) as n`,
  );
  await database.pool.query(
    `insert into epoch_chain (epoch, blocks, transactions, fees, output, size, first_slot, last_slot, last_height)
     select epoch, count(*), 0, sum(fees), sum(output), sum(size), min(slot), max(slot), max(height)
     from block group by epoch`,
  );
  await database.pool.query(
    `insert into pool_epoch_blocks (pool_id, epoch, blocks)
     select pool_id, epoch, count(*) from block group by pool_id, epoch`,
  );
  await database.pool.query(
    `insert into undone_block (hash, height, slot, epoch, epoch_slot, era, pool_id, body_size, transactions,
       invalid_transactions, output, memory_units, step_units, undone_at)
     select decode('f' || lpad(to_hex(height), 63, '0'), 'hex'), height, slot, epoch, epoch_slot, era, pool_id, body_size,
       transactions, invalid_transactions, output, memory_units, step_units, now()
     from block`,
  );
  // Where dropped rows left room new ones are written: after a while the table is in no order.
  await database.pool.query(
    `insert into chain_output (transaction_id, output_index, slot, amount)
     select decode(lpad(to_hex(n), 64, '0'), 'hex'), 0, n, 1 from generate_series(0, ${EPOCHS * IN_EPOCH - 1}) as n
     order by hashint4(n)`,
  );
  await database.pool.query(
    `insert into output_spending (transaction_id, output_index, slot)
     select transaction_id, 0, slot from chain_output order by hashint8(slot + 1)`,
  );
  await database.pool.query(
    `insert into notice (key, kind, subject, slot, payload, state)
     select 'k' || n, 'block_minted', '', n, '{}', 'enqueued' from generate_series(0, ${EPOCHS * IN_EPOCH - 1}) as n
     order by hashint4(n)`,
  );
  await database.pool.query(
    `insert into stake_certificate (slot, transaction_index, certificate_index, effect, kind, credential_kind, credential)
     select n, 0, 0, 0, 0, 0, decode(lpad(to_hex(n), 56, '0'), 'hex') from generate_series(0, ${EPOCHS * IN_EPOCH - 1}) as n
     order by hashint4(n)`,
  );
  await database.pool.query('analyze');
});
afterAll(() => database.close());

const tipAt = (number: number): Tip => ({
  slot: slot(number),
  height: height(number),
  hash: blockHash(number.toString(16).padStart(64, '0')),
});

/** Rows of a table that `work` reads, by whatever plan. */
async function rowsRead(tx: Transaction, table: string, work: () => Promise<unknown>): Promise<number> {
  const before = await rowsReadSoFar(tx, table);
  await work();
  return (await rowsReadSoFar(tx, table)) - before;
}

async function rowsReadSoFar(tx: Transaction, table: string): Promise<number> {
  const { rows } = await tx.query<{ read: bigint }>(
    `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as read from pg_stat_xact_user_tables where relname = $1`,
    [table],
  );
  return Number(rows[0]?.read ?? 0n);
}

describe('on a long chain', () => {
  test.each(['block', 'pool_epoch_blocks', 'chain_output', 'output_spending', 'notice', 'stake_certificate'])(
    'undoing a block reads at most its epoch of %s',
    async (table) => {
      const newest = (await newestHeight()) - 1;
      const read = await inTransaction(database.pool, async (tx) => {
        await asTheFollower(tx);
        return rowsRead(tx, table, () => rollBackTo(tx, tipAt(newest)));
      });
      expect(read).toBeLessThan(2 * IN_EPOCH);
    },
  );

  test('counting the blocks of an epoch reads that epoch', async () => {
    const read = await inTransaction(database.pool, (tx) =>
      rowsRead(tx, 'block', async () => {
        const blocks = await poolBlocksUpTo(tx, { epoch: epoch(290), slot: slot(290 * IN_EPOCH + 99) });
        expect(blocks.size).toBe(100);
      }),
    );
    expect(read).toBeLessThan(2 * IN_EPOCH);
  });

  test.each(['block', 'undone_block'])(
    'the forks a block settles are found in a few rows of %s, also after years of forks',
    async (table) => {
      const newest = await newestHeight();
      const block = makeBlock({ height: newest, branch: 0, parent: null, pool: newest % POOLS });
      const facts = factsOfBlock(block);
      const read = await inTransaction(database.pool, async (tx) => {
        await asTheFollower(tx);
        return rowsRead(tx, table, () => followUndoneBlocks(tx, [facts]));
      });
      expect(read).toBeLessThan(20);
    },
  );
});

/** Its pipelined connection makes plans once, for any values. */
const asTheFollower = (tx: Transaction) => tx.query('set local plan_cache_mode = force_generic_plan');

async function newestHeight(): Promise<number> {
  const { rows } = await database.pool.query<{ newest: bigint }>('select max(height) as newest from block');
  return Number(rows[0]?.newest);
}
