import { stakeCredential } from '@pooltool/domain';
import { hash28 } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { watchKeys } from '@pooltool/store';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HistoriesStage, historiesStage } from './histories-stage.ts';

let stage: HistoriesStage;
beforeAll(async () => {
  stage = await historiesStage();
});
afterAll(() => stage.database.close());
beforeEach(() =>
  stage.database.pool.query('truncate watched_key, document_mark, document_state, reward_pivot_epoch cascade'),
);

const keys = (count: number) => Array.from({ length: count }, (_, tag) => hash28(tag + 1));
const urlOf = (key: string) => `https://files.test/bucket/Devnet42/stake_history/${key.slice(0, 6)}/${key}.json`;

describe('where a history lies', () => {
  test('of a key that nobody watched is told at once, and it is drawn from now on', async () => {
    const { ask } = stage.serve();
    const meta = await ask('GET', `/api/stake_hist_meta/${hash28(1)}`);
    expect(meta).toEqual({
      url: urlOf(hash28(1)),
      building: true,
      status: 'building',
      currentEpoch: null,
      processedThrough: null,
    });
    expect([await stage.watched(), await stage.marks()]).toEqual([
      [hash28(1)],
      [`stake_history_file key:${hash28(1)}`],
    ]);
  });

  test('is ready when it is drawn, and being built again when an epoch more made it another one', async () => {
    const { ask } = stage.serve();
    const key = hash28(2);
    await ask('GET', `/api/stake_hist_meta/${key}`);
    await stage.draw(key);
    await stage.database.pool.query(`insert into reward_pivot_epoch values (7, 'final'), (8, 'forecast')`);
    expect(await ask('GET', `/api/stake_hist_meta/${key.toUpperCase()}`)).toMatchObject({
      url: urlOf(key),
      building: false,
      status: 'ready',
      processedThrough: 7,
    });
    await stage.database.pool.query(`delete from document_state where kind = 'stake_history_file'`);
    expect(await ask('GET', `/api/stake_hist_meta/${key}`)).toMatchObject({ building: true });
    expect(await stage.marks()).toEqual([`stake_history_file key:${key}`]);
  });

  test('is noted as asked for, so that what people look at is not forgotten', async () => {
    const { ask } = stage.serve();
    const key = hash28(3);
    await ask('GET', `/api/stake_hist_meta/${key}`);
    await stage.draw(key);
    await stage.database.pool.query(`update watched_key set asked_at = now() - interval '40 days'`);
    await ask('GET', `/api/stake_hist_meta/${key}`);
    const { rows } = await stage.database.pool.query(
      `select asked_at > now() - interval '1 hour' as today from watched_key`,
    );
    expect(rows).toEqual([{ today: true }]);
  });

  test('is told at once while an epoch is being taken into it', async () => {
    const { ask } = stage.serve();
    const key = hash28(4);
    await ask('GET', `/api/stake_hist_meta/${key}`);
    await stage.draw(key);
    await stage.database.pool.query(`update watched_key set asked_at = now() - interval '40 days'`);
    await inTransaction(stage.database.pool, async (tx) => {
      // As `savePivot` does.
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('histories of watched keys', 0))`);
      await tx.query('select from watched_key for share');
      expect(await ask('GET', `/api/stake_hist_meta/${key}`)).toMatchObject({ status: 'ready' });
    });
  });

  test.each([
    ['undefined'],
    ['stake1u9ylzsgxaa6xctf4juup682ar3juj85n8tx3hthnljg47zctvm3rc'],
    ['ab'],
    [`${'g'.repeat(56)}`],
  ])('is not told of %s, and nothing is watched', async (text) => {
    const { status, json } = await stage.serve().inject('GET', `/api/stake_hist_meta/${text}`);
    expect([status, json.error.code, await stage.watched()]).toEqual([400, 'POOLTOOL_REQUEST_INVALID', []]);
  });
});

describe('asking for histories', () => {
  test('takes five stake keys of the website at once, and no more', async () => {
    const { ask, inject } = stage.serve();
    expect(await ask('POST', '/api/pivotrewards', { stake_keys: keys(5) })).toEqual({ success: true });
    expect(await stage.watched()).toEqual(keys(5).toSorted());
    expect((await inject('POST', '/api/pivotrewards', { body: { stake_keys: keys(6) } })).status).toBe(400);
    expect(await ask('POST', '/api/pivotrewards', { stake_keys: [] })).toEqual({ success: true });
  });

  test.each([
    ['one', hash28(1), [hash28(1)]],
    ['several', [hash28(2), hash28(1), hash28(2)], [hash28(1), hash28(2)]],
    ['none', [], []],
    ['what is no stake key', ['stake1xyz', '', hash28(1)], [hash28(1)]],
  ])('takes %s of the old website or the app', async (_what, stake_key, watched) => {
    expect(await stage.serve().ask('POST', '/v1/pivotrewards', { stake_key })).toEqual({ success: true });
    expect(await stage.watched()).toEqual(watched);
  });

  test.each([[{}], [{ stake_key: 5 }], [{ stake_key: keys(101) }], [null]])(
    'refuses %j in the shape that old clients read',
    async (body) => {
      const { status, json } = await stage.serve().inject('POST', '/v1/pivotrewards', { body });
      expect([status, json]).toMatchObject([400, { success: false, error: { code: 'POOLTOOL_REQUEST_INVALID' } }]);
    },
  );
});

describe('new keys are bounded', () => {
  const FEW = { perAddress: { perSecond: 1, burst: 3 }, altogether: { perSecond: 1, burst: 5 } };

  test('by address, however they are asked for; keys that are watched already are not counted', async () => {
    const { ask, inject, advance } = stage.serve(FEW);
    await inTransaction(stage.database.pool, (tx) => watchKeys(tx, [stakeCredential('key', hash28(9))]));
    await ask('POST', '/api/pivotrewards', { stake_keys: [...keys(3), hash28(9)] });
    const refused = [
      await inject('GET', `/api/stake_hist_meta/${hash28(20)}`),
      await inject('POST', '/v1/pivotrewards', { body: { stake_key: hash28(21) } }),
      await inject('POST', '/api/pivotrewards', { body: { stake_keys: [hash28(22)] } }),
    ];
    expect(refused.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([
      [429, '1'],
      [429, '1'],
      [429, '1'],
    ]);
    expect(await stage.watched()).toEqual([...keys(3), hash28(9)].toSorted());
    await ask('POST', '/v1/pivotrewards', { stake_key: [...keys(3), hash28(9)] });
    await advance(1_000);
    await ask('GET', `/api/stake_hist_meta/${hash28(20)}`);
  });

  test('and altogether, so that many addresses do not have more', async () => {
    const { inject } = stage.serve(FEW);
    const ask = (key: string, from: string) => inject('GET', `/api/stake_hist_meta/${key}`, { from });
    const statuses = [];
    for (const [at, key] of keys(6).entries()) statuses.push((await ask(key, `203.0.113.${at}`)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await stage.watched()).toHaveLength(5);
  });
});

test('whatever is asked, the answer is no 500 and tells nothing of our insides', async () => {
  const { inject } = stage.serve();
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(hash28(1), hash28(1).toUpperCase(), 'undefined', '%00', "' or 1=1 --", '\u0000'),
  );
  const one = fc.oneof(text, fc.jsonValue());
  const body = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom('stake_key', 'stake_keys', '__proto__'), fc.oneof(one, fc.array(one))),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('/api/pivotrewards', '/v1/pivotrewards'), body, text, async (path, sent, key) => {
      const answers = [
        await inject('POST', path, { body: sent }),
        await inject('GET', `/api/stake_hist_meta/${encodeURIComponent(key.toWellFormed())}`),
      ];
      for (const { status, json } of answers) {
        expect([200, 400, 404]).toContain(status);
        expect(JSON.stringify(json)).not.toMatch(/node_modules|\.ts:|at async|watched_key|invalid input syntax/i);
      }
    }),
    { numRuns: 150 },
  );
});
