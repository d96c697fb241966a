import { type CertificateEffect, epoch, lovelace, type PoolId, type Tip } from '@pooltool/domain';
import { keyCredential, testPool, testSnapshot } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  readElection,
  readElections,
  readEpochNonce,
  recordBlocks,
  rollBackTo,
  saveEpochNonce,
  saveSnapshot,
} from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { VrfKeysSeen } from '../../src/chain/vrf-keys.ts';
import { factsOfBlock, makeBlock, poolNumber, poolRegistration, retirement, tipOf } from './small-chain.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() =>
  database.pool.query(
    'truncate sync_point, block, epoch_chain, pool_epoch_blocks, pool, pool_registration, pool_retirement, vrf_key, epoch_nonce, snapshot_epoch cascade',
  ),
);

/** Two keys and their blake2b-256. */
const KEY = 'aa'.repeat(32);
const HASH = '046c0d987075db8217087bae19e9f753305890fc6772908c57f07878211cc8cb';
const OTHER_KEY = 'bb'.repeat(32);
const OTHER_HASH = '515078a83ea92fd647bfa7731b5efd3bbbdc2eaf809284523e50df80e6ae5ef2';

const pool = poolNumber(7);

/** A block of an epoch of 100 slots, with certificates and the key of its maker. */
async function record(
  height: number,
  { effects = [], vrfKey, seen }: { effects?: CertificateEffect[]; vrfKey?: string; seen?: VrfKeysSeen } = {},
): Promise<Tip> {
  const made = makeBlock({ height, branch: 0, parent: null, pool: 7, effects });
  const block = made.issuer === null || vrfKey === undefined ? made : { ...made, issuer: { ...made.issuer, vrfKey } };
  await inTransaction(database.pool, (tx) =>
    recordBlocks(tx, [factsOfBlock(block)], {
      feed: 'test',
      tellFrom: null,
      ...(seen === undefined ? {} : { vrfKeysSeen: seen }),
    }),
  );
  return tipOf(block);
}

const registered = (vrfKeyHash: string): CertificateEffect => {
  const effect = poolRegistration(7, 1n);
  return effect.kind === 'pool-registration' ? { ...effect, pool: { ...effect.pool, vrfKeyHash } } : effect;
};

const snapshot = (active: number, pools: { id: PoolId; stake: bigint; vrfKeyHash?: string }[]) =>
  inTransaction(database.pool, (tx) =>
    saveSnapshot(tx, {
      activeEpoch: epoch(active),
      snapshot: testSnapshot(
        pools.map(({ id, vrfKeyHash }, index) =>
          testPool(index, { poolId: id, ...(vrfKeyHash === undefined ? {} : { vrfKeyHash }) }),
        ),
        pools.map(({ stake }, index) => [keyCredential(index), index, stake] as const),
      ),
      stake: pools.map(({ stake }) => lovelace(stake)),
      ownerStake: pools.map(() => lovelace(0n)),
      delegatorCount: Uint32Array.from(pools.map(() => 1)),
      activeStake: lovelace(pools.reduce((sum, { stake }) => sum + stake, 0n)),
      sha256: '00'.repeat(32),
    }),
  );

const hashAt = async (at: number) => (await readElection(database.pool, { pool, epoch: epoch(at) })).vrfKeyHash;
const keysKnown = async () =>
  (await database.pool.query<{ key: string }>(`select encode(vrf_key, 'hex') as key from vrf_key order by 1`)).rows;

describe('the key a pool is elected with', () => {
  test('is, until a snapshot tells, the one it had registered two epochs before', async () => {
    await record(11, { effects: [registered(HASH)] });
    expect([await hashAt(2), await hashAt(3), await hashAt(9)]).toEqual([null, HASH, HASH]);
  });

  test('changes three epochs after it was registered anew, because the snapshot is taken first', async () => {
    await record(11, { effects: [registered(HASH)] });
    await record(21, { effects: [registered(OTHER_HASH)] });
    expect([await hashAt(4), await hashAt(5)]).toEqual([HASH, OTHER_HASH]);
  });

  test('counts after two epochs again for a pool that comes back', async () => {
    await record(11, { effects: [registered(HASH)] });
    await record(12, { effects: [retirement(7, 2)] });
    await record(31, { effects: [registered(OTHER_HASH)] });
    expect([await hashAt(4), await hashAt(5)]).toEqual([HASH, OTHER_HASH]);
  });

  test('is not known of a pool older than our chain until it registers anew and that counts', async () => {
    await snapshot(2, [{ id: pool, stake: 5n }]);
    await record(11, { effects: [registered(HASH)] });
    expect([await hashAt(3), await hashAt(4)]).toEqual([null, HASH]);
  });

  test('is what the snapshot says, where it says it', async () => {
    await record(11, { effects: [registered(HASH)], vrfKey: OTHER_KEY });
    await snapshot(4, [{ id: pool, stake: 5n, vrfKeyHash: OTHER_HASH }]);
    const election = await readElection(database.pool, { pool, epoch: epoch(4) });
    expect([election.vrfKeyHash, election.vrfKey]).toEqual([OTHER_HASH, OTHER_KEY]);
  });
});

test('all that a proof needs comes in the order it was asked for, and what is not known is null', async () => {
  await record(11, { effects: [registered(HASH)], vrfKey: KEY });
  await snapshot(3, [
    { id: pool, stake: 5n },
    { id: poolNumber(8), stake: 7n, vrfKeyHash: OTHER_HASH },
  ]);
  await inTransaction(database.pool, (tx) => saveEpochNonce(tx, { epoch: epoch(3), nonce: HASH, source: 'cnode' }));
  const asked = [
    { pool: poolNumber(8), epoch: epoch(3) },
    { pool, epoch: epoch(4) },
    { pool, epoch: epoch(3) },
    { pool: poolNumber(9), epoch: epoch(3) },
  ];
  expect(await readElections(database.pool, asked)).toEqual([
    { ...asked[0], vrfKeyHash: OTHER_HASH, vrfKey: null, nonce: HASH, poolStake: 7n, totalStake: 12n },
    { ...asked[1], vrfKeyHash: HASH, vrfKey: KEY, nonce: null, poolStake: null, totalStake: null },
    { ...asked[2], vrfKeyHash: HASH, vrfKey: KEY, nonce: HASH, poolStake: 5n, totalStake: 12n },
    { ...asked[3], vrfKeyHash: null, vrfKey: null, nonce: HASH, poolStake: 0n, totalStake: 12n },
  ]);
  expect(await readElections(database.pool, [])).toEqual([]);
});

describe('the keys of headers', () => {
  test('are kept once under their hash, also when their block is undone', async () => {
    const first = await record(11, { vrfKey: KEY });
    await record(12, { vrfKey: KEY });
    await record(13, { vrfKey: OTHER_KEY });
    await record(14);
    await inTransaction(database.pool, (tx) => rollBackTo(tx, first));
    expect(await keysKnown()).toEqual([{ key: KEY }, { key: OTHER_KEY }]);
  });

  test('count as seen once they stand, so that no statement is sent for them any more', async () => {
    const seen: VrfKeysSeen = new Set();
    await record(11, { vrfKey: KEY, seen });
    expect([...seen]).toEqual([]);
    await record(12, { vrfKey: KEY, seen });
    expect([...seen]).toEqual([KEY]);
    await database.pool.query('truncate vrf_key');
    await record(13, { vrfKey: KEY, seen });
    expect(await keysKnown()).toEqual([]);
  });

  test('do not count as seen when the transaction that wrote them came to nothing', async () => {
    const seen: VrfKeysSeen = new Set();
    const made = makeBlock({ height: 11, branch: 0, parent: null, pool: 7 });
    const block = made.issuer === null ? made : { ...made, issuer: { ...made.issuer, vrfKey: KEY } };
    const failing = inTransaction(database.pool, async (tx) => {
      await recordBlocks(tx, [factsOfBlock(block)], { feed: 'test', tellFrom: null, vrfKeysSeen: seen });
      throw new Error('came to nothing');
    });
    await expect(failing).rejects.toThrow('came to nothing');
    await record(11, { vrfKey: KEY, seen });
    expect(await keysKnown()).toEqual([{ key: KEY }]);
  });
});

describe('the nonce of an epoch', () => {
  const save = (nonce: string, source: 'cnode' | 'followed') =>
    inTransaction(database.pool, (tx) => saveEpochNonce(tx, { epoch: epoch(5), nonce, source }));

  test('is written once, and told again by anybody it is known', async () => {
    expect(await readEpochNonce(database.pool, epoch(5))).toBeNull();
    expect(await save(HASH, 'cnode')).toBe('recorded');
    expect(await save(HASH, 'followed')).toBe('known');
    expect(await readEpochNonce(database.pool, epoch(5))).toEqual({ epoch: 5, nonce: HASH, source: 'cnode' });
  });

  test('is never replaced by another one', async () => {
    await save(HASH, 'followed');
    await expect(save(OTHER_HASH, 'cnode')).rejects.toMatchObject({ code: 'POOLTOOL_EPOCH_NONCE_DIFFERS' });
    expect((await readEpochNonce(database.pool, epoch(5)))?.nonce).toBe(HASH);
  });

  test('told by two at once comes to one', async () => {
    const told = await Promise.allSettled([save(HASH, 'cnode'), save(OTHER_HASH, 'followed')]);
    expect(told.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
