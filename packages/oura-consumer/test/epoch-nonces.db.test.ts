import { readBrotliBlocks } from '@pooltool/codec';
import { epoch, preview, slot } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { type MemoryLog, memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { saveEpochNonce } from '@pooltool/store';
import { createTestDatabase } from '@pooltool/store/testing';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { chainFollower } from '../src/index.ts';
import { noSharedData, sharedData } from './shared-data.ts';

/** Under these the proofs of preview's own blocks verify (codec/test/elections.db.test.ts). */
const NONCES = [
  '363498d1024f84bb39d3fa9593ce391483cb40d479b87233f868d6e57c3a400d',
  '28935f0078dcf3a51a55e9e6b0e93c67ddd3d6edad9d66f4b50bd38b56d08a0b',
  'd7839611b424d2df71a576e09642e005ce22a80f3a39d33cde844d1d7373f1ac',
];
/** All of two epochs, and the beginning of the third. */
const COUNT = 4320 + 4320 + 10;

const blocks: Uint8Array[] = [];

async function newDatabase(): Promise<Pool> {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  return database.pool;
}

async function follow(pool: Pool, some: readonly Uint8Array[], log: MemoryLog = memoryLog()): Promise<MemoryLog> {
  const follower = chainFollower({ pool, network: preview, clock: systemClock, log, keepOutputs: false });
  for (let at = 0; at < some.length; at += 1500) await follower.followBlocks(some.slice(at, at + 1500));
  return log;
}

const nonces = async (pool: Pool) =>
  (
    await pool.query<{ epoch: number; nonce: string; source: string; evolved: boolean }>(
      `select epoch, encode(nonce, 'hex') as nonce, source, candidate is not null as evolved from epoch_nonce order by epoch`,
    )
  ).rows;

const followed = (of: number) => ({ epoch: of, nonce: NONCES[of], source: 'followed', evolved: true });

describe.skipIf(noSharedData)('nonces of the epochs we enter (../shared/data present)', () => {
  beforeAll(async () => {
    for (const of of [0, 1, 2]) {
      for await (const bytes of readBrotliBlocks(sharedData(`chain/preview/epoch0${of}.cbor.br`))) {
        if (blocks.length === COUNT) return;
        blocks.push(bytes.slice());
      }
    }
  });

  test('are evolved from all blocks before them, beside what the node told, after a restart too', async () => {
    const pool = await newDatabase();
    const told = (of: number, nonce = '') =>
      inTransaction(pool, (tx) => saveEpochNonce(tx, { epoch: epoch(of), nonce, source: 'cnode' }));
    await follow(pool, blocks.slice(0, 1));
    expect(await nonces(pool)).toEqual([followed(0)]);

    await told(1, NONCES[1]);
    await told(2, 'ab'.repeat(32));
    const log = await follow(pool, blocks.slice(1, -5));
    const known = [followed(0), { ...followed(1), source: 'cnode' }];
    expect(await nonces(pool)).toEqual([
      ...known,
      { epoch: 2, nonce: 'ab'.repeat(32), source: 'cnode', evolved: false },
    ]);
    expect(log.of('epoch-nonce.not-evolved')).toHaveLength(1);

    await pool.query('delete from epoch_nonce where epoch = 2');
    await follow(pool, blocks.slice(-5));
    expect(await nonces(pool)).toEqual([...known, followed(2)]);
  });

  test('stand when the chain is rolled back over the boundary and entered again', async () => {
    const pool = await newDatabase();
    const intoSecond = 4320 + 10;
    await follow(pool, blocks.slice(0, intoSecond));
    const { rows } = await pool.query<{ slot: bigint }>('select slot from block order by slot desc offset 400 limit 1');
    const log = memoryLog();
    const follower = chainFollower({ pool, network: preview, clock: systemClock, log, keepOutputs: false });
    expect(await follower.rollBackToSlot(slot(Number(rows[0]?.slot)))).toMatchObject({ undone: 400 });
    expect(await nonces(pool)).toEqual([followed(0), followed(1)]);
    await follow(pool, blocks.slice(intoSecond - 400), log);
    expect(await nonces(pool)).toEqual([followed(0), followed(1), followed(2)]);
    expect(log.of('epoch-nonce.not-evolved')).toEqual([]);
  });

  test("are the node's to tell where our chain does not begin with the first block", async () => {
    const pool = await newDatabase();
    await follow(pool, blocks.slice(100, 110));
    expect(await nonces(pool)).toEqual([]);
  });
});
