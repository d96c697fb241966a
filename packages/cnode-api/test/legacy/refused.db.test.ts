import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DatabaseServerOfTest, startDatabaseServer } from '../cnode-api-server.ts';
import { ASKED_FOR, EPOCH_DATA, POOL_A, post, pythonText, SENT_AS_WELL } from './old-cnode.ts';

let server: DatabaseServerOfTest;
beforeAll(async () => {
  server = await startDatabaseServer({ legacyFrom: '127.0.0.1' });
});
afterAll(() => server.close());

const without = (...names: string[]) => ({
  ...EPOCH_DATA,
  epoch_params: Object.fromEntries(Object.entries(EPOCH_DATA.epoch_params).filter(([name]) => !names.includes(name))),
});
const withParams = (change: object) => ({ ...EPOCH_DATA, epoch_params: { ...EPOCH_DATA.epoch_params, ...change } });
const withReserves = (digits: string) => pythonText(EPOCH_DATA).replace(`${ASKED_FOR.reserves}`, digits);
const blocks = (pool_blocks: unknown) => ({ ...EPOCH_DATA, pool_blocks });

async function expectRefused(path: string, body: unknown, says: string | RegExp): Promise<void> {
  const { status, answer } = await post(server, path, body);
  expect([status, answer.success]).toEqual([400, undefined]);
  expect(answer.error?.message).toMatch(says);
  const { rows } = await server.pool.query<{ rows: bigint }>(
    `select (select count(*) from epoch_params) + (select count(*) from epoch_pots) + (select count(*) from epoch_ledger)
       + (select count(*) from pool_rank) as rows`,
  );
  expect(rows, 'nothing was written').toEqual([{ rows: 0n }]);
}

describe('a body of /saveepochdata is refused, and what is wrong is named', () => {
  test.each(Object.keys(ASKED_FOR))('without %s', (name) =>
    expectRefused('/saveepochdata', without(name), `missing: epoch_params.${name}`),
  );

  test.each(Object.keys(SENT_AS_WELL))('without %s, while nothing is known of the epoch before', (name) =>
    expectRefused('/saveepochdata', without(name), `missing: epoch_params.${name}; without`),
  );

  test('with every missing field at once', () =>
    expectRefused(
      '/saveepochdata',
      without('treasury', 'influence', 'reward_pot'),
      'missing: epoch_params.treasury, epoch_params.influence, epoch_params.reward_pot',
    ));

  test.each<[string, unknown, string]>([
    ['an empty object', {}, 'missing: epoch, pool_blocks, epoch_params'],
    ['null for a field', withParams({ reserves: null }), 'missing: epoch_params.reserves'],
    ['a list', [], 'the body must be an object'],
    ['a text', '"512"', 'the body must be an object'],
    ['nothing', '', 'empty'],
    ['no JSON', '{"epoch": 512,', 'not JSON'],
    ['no epoch', { ...EPOCH_DATA, epoch: undefined }, 'missing: epoch'],
    ['an epoch that is none', { ...EPOCH_DATA, epoch: -1 }, 'epoch must be a whole number from 0'],
    ['half an epoch', { ...EPOCH_DATA, epoch: 511.5 }, 'epoch must be a whole number'],
    ['an epoch that does not come', { ...EPOCH_DATA, epoch: 2_000_000_000 }, 'epoch must have begun'],
    ['pool_blocks as a list', blocks([3]), 'pool_blocks must be an object'],
    ['a pool id in bech32', blocks({ pool1abc: 3 }), 'pool_blocks.pool1abc must be a pool id'],
    ['a pool id in upper case', blocks({ ['AA'.repeat(28)]: 3 }), 'must be a pool id'],
    ['blocks below 0', blocks({ [POOL_A]: -3 }), `pool_blocks.${POOL_A} must be a whole number`],
    ['blocks without end', blocks({ [POOL_A]: 2n ** 31n }), `pool_blocks.${POOL_A} must be a whole number`],
    ['epoch_params as a text', { ...EPOCH_DATA, epoch_params: 'x' }, 'epoch_params must be an object'],
    ['reserves as a float, which has lost digits', withReserves('9.234567890123457e15'), 'epoch_params.reserves must'],
    ['more reserves than there is', withParams({ reserves: 45_000_000_000_000_001n }), 'epoch_params.reserves must'],
    ['more in both pots than there is', withParams({ treasury: 44_000_000_000_000_000n }), 'more than there is'],
    ['fees below 0', withParams({ epoch_fees: -1 }), 'epoch_params.epoch_fees must'],
    ['no pool wanted', withParams({ optimalPoolCount: 0 }), 'epoch_params.optimalPoolCount must'],
    ['a fraction that was not divided', withParams({ monetaryExpandRate: 3 }), 'epoch_params.monetaryExpandRate must'],
    ['a fraction below 0', withParams({ treasuryGrowthRate: -0.2 }), 'epoch_params.treasuryGrowthRate must'],
    ['a fraction in words', withParams({ influence: 'a third' }), 'epoch_params.influence must'],
    ['a version that is no number', withParams({ protocolMajor: 'ten' }), 'epoch_params.protocolMajor must'],
    ['a wrong one of those it need not have', withParams({ minPoolCost: -1 }), 'epoch_params.minPoolCost must'],
  ])('%s', (_what, body, says) => expectRefused('/saveepochdata', body, says));
});

describe('a body of the other two is refused, and what is wrong is named', () => {
  test.each<[string, string, unknown, string]>([
    ['/waitstakewritten', 'without epoch', {}, 'missing: epoch'],
    ['/waitstakewritten', 'with an epoch that is none', { epoch: 'soon' }, 'epoch must be a whole number'],
    ['/savepoolranking', 'without latestpoolrank', {}, 'missing: latestpoolrank'],
    ['/savepoolranking', 'with 0, which named no ranking', { latestpoolrank: 0 }, 'latestpoolrank must'],
    ['/savepoolranking', 'with milliseconds', { latestpoolrank: 1_767_312_000_000 }, 'latestpoolrank must'],
    ['/savepoolranking', 'with a time to come', { latestpoolrank: 1_800_000_000 }, 'not in the future'],
    ['/savepoolranking', 'with a path', { latestpoolrank: '../secret' }, 'latestpoolrank must'],
  ])('%s %s', (path, _what, body, says) => expectRefused(path, body, says));
});

describe('who is not named in CNODE_API_LEGACY_FROM', () => {
  const PATHS = ['/saveepochdata', '/waitstakewritten', '/savepoolranking'];

  test('is refused before its body is looked at', async () => {
    const strict = await startDatabaseServer({ legacyFrom: '10.0.0.5' });
    try {
      for (const path of PATHS) {
        const { status, answer } = await post(strict, path, '{ no JSON');
        expect([status, answer.error?.code], path).toEqual([403, 'POOLTOOL_LEGACY_SENDER_UNKNOWN']);
        expect(answer.error?.message).toContain('127.0.0.1');
      }
    } finally {
      await strict.close();
    }
  });

  test('cannot name himself by a header', async () => {
    const strict = await startDatabaseServer({ legacyFrom: '10.0.0.5' });
    try {
      const response = await fetch(new URL('/saveepochdata', strict.url()), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': '10.0.0.5', forwarded: 'for=10.0.0.5' },
        body: '{}',
      });
      expect(response.status).toBe(403);
    } finally {
      await strict.close();
    }
  });

  test('finds no such routes as long as it names nobody', async () => {
    const closed = await startDatabaseServer();
    try {
      for (const path of PATHS) expect((await post(closed, path, EPOCH_DATA)).status, path).toBe(404);
    } finally {
      await closed.close();
    }
  });
});
