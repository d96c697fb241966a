import { existsSync } from 'node:fs';
import { decodeBlock, readBrotliBlocks } from '@pooltool/codec';
import { customNetwork, type Tip } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { toHex } from '@pooltool/shared-utils/crypto';
import type { HttpServer } from '@pooltool/shared-utils/http';
import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction, openPool } from '@pooltool/shared-utils/pg';
import { v1EventsOf } from '@pooltool/simulator/feed';
import { CHAIN_FEED, readSyncPoint } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { chainFollower } from '../src/follow-chain.ts';
import { consumerStage, postText } from './consumer-stage.ts';

const chain = new URL('../../../../shared/data/chain/devnet42/epoch00.cbor.br', import.meta.url).pathname;
const network = customNetwork({
  name: 'devnet42',
  magic: 42,
  systemStartMs: Date.UTC(2024, 0, 1),
  securityParameter: 20,
});

let database: TestDatabase;
let server: HttpServer;
const blocks: Uint8Array[] = [];

async function firstBlocks(count: number): Promise<void> {
  for await (const bytes of readBrotliBlocks(chain)) {
    blocks.push(bytes.slice());
    if (blocks.length === count) return;
  }
}

const consumer = ({ authorization }: { authorization?: string } = {}): HttpServer =>
  consumerStage({ pool: database.pool, network, authorization }).server;

const post = (body: unknown, headers: Record<string, string> = {}) =>
  postText({ server }, JSON.stringify(body), headers);
const bytesAt = (index: number): Uint8Array => {
  const bytes = blocks[index];
  if (bytes === undefined) throw new Error(`the test read only ${blocks.length} blocks`);
  return bytes;
};
const postBlock = (index: number) => post({ hex: toHex(bytesAt(index)) });
const tipAt = (index: number): Tip => {
  const { slot, hash, height } = decodeBlock(bytesAt(index));
  return { slot, hash, height };
};
const ourTip = () => readSyncPoint(database.pool, CHAIN_FEED);
const blocksKept = async () => (await database.pool.query('select count(*) from block')).rows[0]?.['count'];

describe.skipIf(!existsSync(chain))('POST /ouraconsume with real blocks (../shared/data present)', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    await firstBlocks(30);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.pool.query('truncate block, sync_point, epoch_chain, pool_epoch_blocks, pool, document_mark');
    server = consumer();
  });

  test('records each block and answers 200 with the tip, and a repeat changes nothing', async () => {
    for (const index of [0, 1, 2])
      expect(await postBlock(index)).toMatchObject({ status: 200, body: { did: 'rolled-forward' } });
    expect(await postBlock(1)).toMatchObject({ status: 200, body: { did: 'nothing' } });
    expect(await ourTip()).toEqual(tipAt(2));
    expect(await blocksKept()).toBe(3n);
    const counted = await database.pool.query('select sum(blocks) as blocks from pool_epoch_blocks');
    expect(counted.rows).toEqual([{ blocks: 3n }]);
  });

  test('takes the v1 form of the same block, and refuses one that claims another hash', async () => {
    const [event = {}] = v1EventsOf(bytesAt(0), { cbor: true, details: false, network });
    const claiming = (hash: string) => ({
      ...event,
      context: { ...Object(event['context']), block_hash: hash },
      block: { ...Object(event['block']), hash },
    });
    expect(await post(claiming('00'.repeat(32)))).toMatchObject({
      status: 400,
      body: { error: { code: 'POOLTOOL_BLOCK_HASH_WRONG' } },
    });
    expect(await post(claiming(tipAt(0).hash))).toMatchObject({ status: 200, body: { did: 'rolled-forward' } });
  });

  test('never guesses: a block with an unknown parent is not taken, and the answer says what is missing', async () => {
    await postBlock(0);
    expect(await postBlock(2)).toMatchObject({
      status: 409,
      body: { error: { code: 'POOLTOOL_PARENT_UNKNOWN', message: expect.stringContaining(tipAt(1).hash) } },
    });
    expect(await ourTip()).toEqual(tipAt(0));
    expect(await blocksKept()).toBe(1n);
  });

  test('rolls back on a RollBack event, and follows from there again', async () => {
    for (let index = 0; index < 6; index += 1) await postBlock(index);
    const { slot, hash } = tipAt(2);
    expect(
      await post({ variant: 'RollBack', context: {}, roll_back: { block_slot: slot, block_hash: hash } }),
    ).toMatchObject({
      status: 200,
      body: { did: 'rolled-backward', undone: 3 },
    });
    expect(await ourTip()).toEqual(tipAt(2));
    expect(await postBlock(3)).toMatchObject({ status: 200, body: { did: 'rolled-forward' } });
  });

  test('refuses to roll back deeper than a chain can, and keeps everything', async () => {
    for (let index = 0; index < 25; index += 1) await postBlock(index);
    const { slot, hash } = tipAt(2);
    const answer = await post({ variant: 'RollBack', context: {}, roll_back: { block_slot: slot, block_hash: hash } });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'POOLTOOL_FEED_REWOUND' } } });
    expect(await blocksKept()).toBe(25n);
  });

  test('of two messages at once, both are followed in order', async () => {
    await postBlock(0);
    const answers = await Promise.all([postBlock(1), postBlock(2), postBlock(1), postBlock(3)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await ourTip()).toEqual(tipAt(3));
  });

  test('writes nothing of unreadable CBOR, and the answer names the byte', async () => {
    const cut = bytesAt(0).subarray(0, 300);
    expect(await post({ hex: toHex(cut) })).toMatchObject({
      status: 400,
      body: { error: { code: 'POOLTOOL_BLOCK_UNREADABLE', message: expect.stringMatching(/byte \d+/) } },
    });
    expect(await blocksKept()).toBe(0n);
  });

  test('asks for the configured authorization', async () => {
    server = consumer({ authorization: 'Bearer right' });
    expect(await postBlock(0)).toMatchObject({ status: 401 });
    expect(await post({ hex: toHex(bytesAt(0)) }, { authorization: 'Bearer right' })).toMatchObject({ status: 200 });
  });

  test('of two blocks that two consumers add to one tip at once, one stays', async () => {
    await postBlock(0);
    const second = openPool({ connectionString: database.url, applicationName: 'second' });
    const other = chainFollower({ pool: second, network, clock: systemClock, log: memoryLog() });
    const held = await holdWrites();
    onTestFinished(() => held.release());
    const both = Promise.allSettled([
      postBlock(1),
      other.follow({ kind: 'block', bytes: siblingOf(bytesAt(1)), claimed: null }),
    ]);
    await vi.waitFor(async () => expect(await statementsWaiting()).toBe(2n));
    held.release();
    expect((await both).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    await held.released;
    expect(await blocksKept()).toBe(2n);
    await second.end();
  });

  test.each([
    ['hash is none', { block_slot: 5, block_hash: 'not a hash' }],
    ['slot has a fraction', { block_slot: 0.5, block_hash: '00'.repeat(32) }],
  ])('refuses a RollBack whose %s, and says which field', async (_, roll_back) => {
    await postBlock(0);
    expect(await post({ variant: 'RollBack', context: {}, roll_back })).toMatchObject({
      status: 400,
      body: { error: { code: 'POOLTOOL_EVENT_UNREADABLE', message: expect.stringContaining('roll_back.block_') } },
    });
  });

  test('lets an empty chain begin after the RollBack that Oura sends at every start', async () => {
    const { parentHash } = decodeBlock(bytesAt(3));
    const start = { block_slot: tipAt(2).slot, block_hash: parentHash };
    expect(await post({ variant: 'RollBack', context: {}, roll_back: start })).toMatchObject({
      status: 200,
      body: { did: 'nothing' },
    });
    expect(await postBlock(3)).toMatchObject({ status: 200, body: { did: 'rolled-forward' } });
  });

  test('begins again when Oura comes back to the point our chain began after', async () => {
    for (const index of [3, 4, 5]) await postBlock(index);
    const { slot, hash } = tipAt(2);
    expect(
      await post({ variant: 'RollBack', context: {}, roll_back: { block_slot: slot, block_hash: hash } }),
    ).toMatchObject({ status: 200, body: { did: 'rolled-backward', undone: 3 } });
    expect(await blocksKept()).toBe(0n);
    expect(await postBlock(3)).toMatchObject({ status: 200, body: { did: 'rolled-forward' } });
  });
});

/** Another block with the same parent, slot and height: a byte of its header is changed. */
function siblingOf(bytes: Uint8Array): Uint8Array {
  const { hash, parentHash, slot, height } = decodeBlock(bytes);
  for (let at = 120; at < 900; at += 1) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    try {
      const block = decodeBlock(changed);
      if (block.hash !== hash && block.parentHash === parentHash && block.slot === slot && block.height === height)
        return changed;
    } catch {
      // That byte was the form of something: the next one may be the content.
    }
  }
  throw new Error('no byte of the header can be changed');
}

/** From now on until `release` blocks can be read and not written. */
async function holdWrites() {
  const locked = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  const released = inTransaction(database.pool, async (tx) => {
    await tx.query('lock table block in share mode');
    locked.resolve();
    await free.promise;
  });
  await locked.promise;
  return { release: free.resolve, released };
}

const statementsWaiting = async () =>
  (
    await database.pool.query(
      `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).rows[0]?.['count'];
