import { type Block, type CertificateEffect, mainnet, preview } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import {
  arrivalsAfter,
  claimNetwork,
  findBlock,
  readSyncPoint,
  recordArrival,
  recordBlocks,
  rollBackTo,
  writeSyncPoint,
} from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smallArrival } from '../epoch/small-arrival.ts';
import {
  delegation,
  deregistration,
  factsOfBlock,
  makeBlock,
  poolRegistration,
  registration,
  retirement,
  tipOf,
} from './small-chain.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const CHAIN_TABLES = {
  sync_point: 'feed',
  block: 'slot, height',
  epoch_chain: 'epoch',
  pool_epoch_blocks: 'pool_id, epoch',
  pool: 'pool_id',
  pool_registration: 'slot, transaction_index, certificate_index',
  pool_retirement: 'slot, transaction_index, certificate_index',
  stake_certificate: 'slot, transaction_index, certificate_index, effect',
  account: 'credential, credential_kind',
  chain_output: 'transaction_id, output_index',
  output_spending: 'slot, transaction_id, output_index',
} as const;

beforeEach(() => clear(database.pool));

const clear = (pool: Pool) =>
  pool.query(`truncate ${Object.keys(CHAIN_TABLES).join(', ')}, document_mark, ledger_arrival cascade`);

async function everything(pool: Pool): Promise<Record<string, unknown>> {
  const tables: Record<string, unknown> = {};
  for (const [table, order] of Object.entries(CHAIN_TABLES)) {
    const { rows } = await pool.query(`select to_jsonb(t)::text as row from ${table} t order by ${order}`);
    tables[table] = rows.map(({ row }) => row);
  }
  return tables;
}

async function forward(pool: Pool, blocks: readonly Block[]): Promise<void> {
  await inTransaction(pool, (tx) => recordBlocks(tx, blocks.map(factsOfBlock), { feed: 'chain', tellFrom: null }));
}

async function backTo(pool: Pool, block: Block): Promise<number> {
  return inTransaction(pool, async (tx) => {
    const { blocks } = await rollBackTo(tx, tipOf(block));
    await writeSyncPoint(tx, 'chain', tipOf(block));
    return blocks;
  });
}

/** A chain from a list of what each block does; `onto` is where it begins. */
function chainOf(effects: readonly (readonly CertificateEffect[])[], { onto = null as Block | null, branch = 0 } = {}) {
  const blocks: Block[] = [];
  for (const [index, made] of effects.entries()) {
    const parent = blocks.at(-1) ?? onto;
    const height = (onto?.height ?? 0) + index + 1;
    blocks.push(
      makeBlock({
        height,
        branch,
        parent: parent && tipOf(parent),
        pool: (height % 3) + 1,
        effects: made,
        fee: BigInt(height),
      }),
    );
  }
  return blocks;
}

describe('a roll backward', () => {
  test('undoes blocks, counters, certificates and accounts, and leaves what stood before', async () => {
    const before = chainOf([[registration(1), delegation(1, 7)], [poolRegistration(7, 5n)], []]);
    const undone = chainOf([[delegation(1, 8)], [deregistration(1), retirement(7, 9)], [poolRegistration(7, 6n)]], {
      onto: before[2] ?? null,
    });
    await forward(database.pool, before);
    const truth = await everything(database.pool);
    await forward(database.pool, undone);
    expect(await everything(database.pool)).not.toEqual(truth);

    const [, , last] = before;
    if (last === undefined) throw new Error('three blocks were made');
    expect(await backTo(database.pool, last)).toBe(3);
    expect(await everything(database.pool)).toEqual(truth);
    expect(await readSyncPoint(database.pool, 'chain')).toEqual(tipOf(last));
  });

  test('marks the documents of the blocks that are gone', async () => {
    const [first, second] = chainOf([[], [poolRegistration(9, 1n)]]);
    if (first === undefined || second === undefined) throw new Error('two blocks were made');
    await forward(database.pool, [first, second]);
    await database.pool.query('truncate document_mark');
    await backTo(database.pool, first);
    const { rows } = await database.pool.query(`select kind || ' ' || subject as mark from document_mark`);
    const marks = rows.map(({ mark }) => mark);
    expect(marks).toContain('recent_block ');
    expect(marks).toContain('block 0/2');
    expect(marks).toContain('epoch 0');
    expect(marks).toContain(`pool_block ${second.issuer?.poolId}/0/2`);
  });

  test('to the tip itself does nothing', async () => {
    const [only] = chainOf([[]]);
    if (only === undefined) throw new Error('a block was made');
    await forward(database.pool, [only]);
    expect(await backTo(database.pool, only)).toBe(0);
    expect(await findBlock(database.pool, only.hash)).toMatchObject(tipOf(only));
  });

  test('makes a dump arrive anew that was taken after an undone block, and no other', async () => {
    const record = (epoch: number, blocksCurrent: number) =>
      inTransaction(database.pool, (tx) =>
        recordArrival(tx, { arrival: { ...smallArrival(epoch), blocksCurrent }, receivedAt: new Date(0) }),
      );
    const seen = async () => (await arrivalsAfter(database.pool, 0n)).at(-1)?.sequence ?? 0n;
    // Heights 1 to 9 are epoch 0, 10 to 12 the first three blocks of epoch 1.
    const blocks = chainOf(Array.from({ length: 12 }, () => []));
    const at = (height: number): Block => {
      const found = blocks.find((block) => block.height === height);
      if (found === undefined) throw new Error(`there is no block ${height}`);
      return found;
    };
    await forward(database.pool, blocks);
    await record(0, 9);
    await record(1, 4);
    let before = await seen();
    await backTo(database.pool, at(11));
    expect(await arrivalsAfter(database.pool, before), 'we never were at its block').toEqual([]);

    await forward(database.pool, [at(12)]);
    await database.pool.query('delete from ledger_arrival where epoch = 1');
    await record(1, 2);
    before = await seen();

    await backTo(database.pool, at(11));
    expect(await arrivalsAfter(database.pool, before)).toEqual([]);
    await backTo(database.pool, at(10));
    expect(await arrivalsAfter(database.pool, before)).toMatchObject([{ arrival: { epoch: 1 } }]);
    before = await seen();
    await backTo(database.pool, at(8));
    expect((await arrivalsAfter(database.pool, before)).map(({ arrival }) => arrival.epoch)).toEqual(
      expect.arrayContaining([0, 1]),
    );
  });

  const effect = fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })).map(([who, to]) => delegation(who, to)),
    fc.integer({ min: 1, max: 4 }).map(registration),
    fc.integer({ min: 1, max: 4 }).map(deregistration),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.bigInt(0n, 2n ** 64n - 1n))
      .map(([p, pledge]) => poolRegistration(p, pledge)),
    fc.integer({ min: 1, max: 3 }).map((pool) => retirement(pool, 40)),
  );
  const branch = fc.array(fc.array(effect, { maxLength: 3 }), { minLength: 1, maxLength: 8 });

  test('followed by another branch equals having followed that branch from the start', async () => {
    await fc.assert(
      fc.asyncProperty(branch, branch, branch, fc.nat(), async (trunk, losing, winning, batch) => {
        await clear(database.pool);
        const common = chainOf(trunk);
        const fork = common.at(-1) ?? null;
        if (fork === null) throw new Error('the trunk has a block');
        const won = chainOf(winning, { onto: fork, branch: 2 });
        await forward(database.pool, common);
        for (const block of chainOf(losing, { onto: fork, branch: 1 })) await forward(database.pool, [block]);
        await backTo(database.pool, fork);
        for (const block of won) await forward(database.pool, [block]);
        const followed = await everything(database.pool);

        await clear(database.pool);
        const clean = [...common, ...won];
        const cut = batch % clean.length;
        if (cut > 0) await forward(database.pool, clean.slice(0, cut));
        await forward(database.pool, clean.slice(cut));
        expect(followed).toEqual(await everything(database.pool));
      }),
      { numRuns: 40 },
    );
  }, 180_000);
});

describe('a database', () => {
  test('belongs to the first network that claims it', async () => {
    await claimNetwork(database.pool, preview);
    await claimNetwork(database.pool, preview);
    await expect(claimNetwork(database.pool, mainnet)).rejects.toMatchObject({ code: 'POOLTOOL_WRONG_NETWORK' });
  });
});
