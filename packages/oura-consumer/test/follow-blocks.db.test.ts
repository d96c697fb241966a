import { readBrotliBlocks } from '@pooltool/codec';
import { customNetwork, slot } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase, tableRows } from '@pooltool/store/testing';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { chainFollower } from '../src/index.ts';
import { noSharedData, sharedData } from './shared-data.ts';

/** Preview's first blocks, which hold pool registrations and delegations, cut into epochs of some twenty blocks. */
const COUNT = 100;
const network = customNetwork({
  name: 'preview-cut',
  magic: 2,
  systemStartMs: Date.UTC(2022, 9, 25),
  epochLength: 400,
  securityParameter: 30,
});

const blocks: Uint8Array[] = [];
let batched: TestDatabase;

async function newDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  return database;
}
const followerOn = (pool: Pool) => chainFollower({ pool, network, clock: systemClock, log: memoryLog() });
const rowsOf = ({ pool }: TestDatabase) => tableRows(pool);

async function followSingly(database: TestDatabase, some: readonly Uint8Array[]): Promise<void> {
  const pool = openPool({ connectionString: database.url, applicationName: 'singly', pipelined: true });
  const follower = followerOn(pool);
  for (const bytes of some) await follower.follow({ kind: 'block', bytes, claimed: null });
  await pool.end();
}

describe.skipIf(noSharedData)('blocks in one transaction (../shared/data present)', () => {
  beforeAll(async () => {
    for await (const bytes of readBrotliBlocks(sharedData('chain/preview/epoch00.cbor.br'))) {
      blocks.push(bytes.slice());
      if (blocks.length === COUNT) return;
    }
  });
  beforeEach(async () => {
    batched = await newDatabase();
  });

  test.each([[1], [7], [33], [COUNT]])('%i at a time write what single blocks write, row for row', async (size) => {
    const follower = followerOn(batched.pool);
    for (let at = 0; at < COUNT; at += size) {
      const row = blocks.slice(at, at + size);
      expect(await follower.followBlocks(row)).toMatchObject({ did: 'rolled-forward', recorded: row.length });
    }
    const singly = await newDatabase();
    await followSingly(singly, blocks);
    const written = await rowsOf(batched);
    expect(written).toEqual(await rowsOf(singly));
    expect(written['epoch_chain']?.length).toBeGreaterThan(3);
    expect(written['pool_registration']?.length).toBe(3);
    const { rows } = await batched.pool.query('select distinct kind, subject from document_mark order by 1, 2');
    expect(rows).toEqual(
      (await singly.pool.query('select distinct kind, subject from document_mark order by 1, 2')).rows,
    );
  });

  test('pass over what is known at their head, and do nothing when all is', async () => {
    const follower = followerOn(batched.pool);
    await follower.followBlocks(blocks.slice(0, 30));
    expect(await follower.followBlocks(blocks.slice(20, 50))).toMatchObject({ recorded: 20, undone: 0 });
    const before = await rowsOf(batched);
    expect(await followerOn(batched.pool).followBlocks(blocks.slice(10, 50))).toMatchObject({ did: 'nothing' });
    expect(await followerOn(batched.pool).followBlocks([])).toMatchObject({ did: 'nothing' });
    expect(await rowsOf(batched)).toEqual(before);
  });

  test('that miss one among them, or before them, are refused as a single block is, and nothing is written', async () => {
    const follower = followerOn(batched.pool);
    await follower.followBlocks(blocks.slice(0, 10));
    const before = await rowsOf(batched);
    const gap = [...blocks.slice(10, 15), ...blocks.slice(16, 20)];
    await expect(follower.followBlocks(gap)).rejects.toMatchObject({
      code: 'POOLTOOL_PARENT_UNKNOWN',
      message: expect.stringContaining('no row'),
    });
    await expect(follower.followBlocks(blocks.slice(12, 20))).rejects.toMatchObject({
      code: 'POOLTOOL_PARENT_UNKNOWN',
      message: expect.stringContaining('start Oura at our tip'),
    });
    const damaged = blocks.slice(10, 20).map((bytes, index) => (index === 7 ? bytes.subarray(0, 200) : bytes));
    await expect(follower.followBlocks(damaged)).rejects.toMatchObject({ code: 'POOLTOOL_BLOCK_UNREADABLE' });
    expect(await rowsOf(batched)).toEqual(before);
    expect(await follower.followBlocks(blocks.slice(10, 20))).toMatchObject({ recorded: 10 });
  });

  test('rolled back across epochs and followed again, equal a clean chain', async () => {
    const follower = followerOn(batched.pool);
    await follower.followBlocks(blocks.slice(0, 3));
    const young = await rowsOf(batched);
    await follower.followBlocks(blocks.slice(3, 33));
    const { rows } = await batched.pool.query<{ slot: bigint }>('select slot from block where height = 2');
    expect(await follower.rollBackToSlot(slot(Number(rows[0]?.slot)))).toMatchObject({ undone: 30 });
    expect(await rowsOf(batched)).toEqual(young);
    await follower.followBlocks(blocks.slice(3));
    const clean = await newDatabase();
    await followerOn(clean.pool).followBlocks(blocks);
    expect(await rowsOf(batched)).toEqual(await rowsOf(clean));
  });
});
