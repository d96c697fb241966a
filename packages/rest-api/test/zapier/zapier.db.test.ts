import { poolId } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  deleteZapierKey,
  hooksOfBlock,
  hooksOfPost,
  importZapierHooks,
  importZapierKeys,
  usersZapier,
} from '@pooltool/store/zapier';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { zapierRoutes } from '../../src/zapier/zapier-routes.ts';
import { ZAPIER_ALLOWANCES } from '../../src/zapier/zapier-tries.ts';
import { type AccountsStage, type Answer, accountsStage } from '../accounts/accounts-stage.ts';

const POOL = poolId('00beef00000000000000000000000000000000000000000000000001');
const OTHER = poolId('00beef00000000000000000000000000000000000000000000000002');
const HOOK = 'https://hooks.zapier.com/hooks/standard/1/2/';

let stage: AccountsStage;
type Member = Awaited<ReturnType<AccountsStage['member']>>;
let mine: Member;
let other: Member;
beforeAll(async () => {
  stage = await accountsStage();
  [mine, other] = [await stage.member(0), await stage.member(1)];
});
afterAll(() => stage.close());
beforeEach(() => stage.database.pool.query('truncate zapier_key, zapier_hook'));

/** What old clients asked, answered as documented. */
async function expectAnswer(name: string, body: object, who?: Member): Promise<Answer> {
  const route = zapierRoutes(stage.parts).find(({ path }) => path === `/v1/${name}`);
  if (route === undefined) throw new Error(`there is no ${name}`);
  const answer = await stage.ask('POST', route.path, { token: who?.token, body });
  if (answer.status === 200) expect([name, ...Value.Errors(route.answer.schema, answer.json)]).toEqual([name]);
  // What Zapier's side reads of a refusal.
  else expect(answer.json).toMatchObject({ success: false, message: expect.any(String) });
  return answer;
}
const created = async (who: Member) => {
  const { json } = await expectAnswer('zapiercreateapikey', { user_id: who.user }, who);
  return { api_key: String(json['apikey']), api_secret: String(json['apisecret']) };
};
const statusOf = async (...asked: Parameters<typeof expectAnswer>) => (await expectAnswer(...asked)).status;
const urlsOf = async (pool = POOL) => (await hooksOfBlock(stage.database.pool, pool)).map(({ url }) => url);

describe('a key for Zapier', () => {
  test('is made by its user alone, shown once, and kept as its hash', async () => {
    const { api_key, api_secret } = await created(mine);
    expect(api_secret.length).toBeGreaterThan(20);
    expect((await expectAnswer('zapierauth', { api_key, api_secret })).json).toEqual({
      success: true,
      user_id: mine.user,
    });
    expect(await usersZapier(stage.database.pool, mine.user)).toEqual({ apiKey: api_key, tellsPosts: false });
    const { rows } = await stage.database.pool.query<{ row: string }>('select zapier_key::text as row from zapier_key');
    expect([rows.length, rows[0]?.row.includes(api_secret)]).toEqual([1, false]);
    expect(JSON.stringify(stage.api.log.entries)).not.toContain(api_secret);
  });

  test("is not made, and not deleted, by whoever knows no more than the user's id", async () => {
    expect(await statusOf('zapiercreateapikey', { user_id: mine.user })).toBe(401);
    expect(await statusOf('zapiercreateapikey', { user_id: mine.user }, other)).toBe(403);
    const { api_key, api_secret } = await created(mine);
    expect(await statusOf('zapierdeleteapikey', { user_id: mine.user, api_key })).toBe(401);
    expect(await statusOf('zapierdeleteapikey', { user_id: mine.user, api_key }, other)).toBe(403);
    expect(await statusOf('zapierdeleteapikey', { user_id: other.user, api_key }, other)).toBe(400);
    expect(await statusOf('zapierauth', { api_key, api_secret })).toBe(200);
  });

  test('is one: another is made when it is deleted, also when it is asked for at once', async () => {
    const asked = await Promise.all(
      Array.from({ length: 5 }, () => expectAnswer('zapiercreateapikey', { user_id: mine.user }, mine)),
    );
    expect(asked.filter(({ json }) => json['success'] === true)).toHaveLength(1);
    const { apiKey } = await usersZapier(stage.database.pool, mine.user);
    const gone = await expectAnswer('zapierdeleteapikey', { user_id: mine.user, api_key: apiKey }, mine);
    expect(gone.json).toEqual({ success: true });
    expect((await created(mine)).api_key).not.toBe(apiKey);
  });

  test("that is deleted speaks for nobody and takes its user's hooks away; a wrong one takes nothing away", async () => {
    const key = await created(mine);
    const others = await created(other);
    const hook = { trigger_type: 'new_block', pool_id: POOL };
    await expectAnswer('zapiersubscribehook', { ...key, ...hook, hookUrl: HOOK });
    await expectAnswer('zapiersubscribehook', { ...others, ...hook, hookUrl: `${HOOK}others` });
    const wrong = { user_id: mine.user, api_key: others.api_key };
    expect([await statusOf('zapierdeleteapikey', wrong, mine), (await urlsOf()).length]).toEqual([400, 2]);
    await expectAnswer('zapierdeleteapikey', { user_id: mine.user, api_key: key.api_key }, mine);
    expect([await statusOf('zapierauth', key), await urlsOf()]).toEqual([400, [`${HOOK}others`]]);
  });

  test('of the old backend goes on working, in whatever form the UUID is written', async () => {
    const old = { apiKey: '6f1d0c9e-4b1a-4c57-9a3e-2d5b8c7f1a10', secret: 'abcdefghijKLMNOPqrst' };
    const take = () =>
      inTransaction(stage.database.pool, (tx) => importZapierKeys(tx, [{ ...old, user: mine.user }], 0));
    expect([await take(), await take()]).toEqual([1, 0]);
    for (const api_key of [old.apiKey, old.apiKey.toUpperCase(), old.apiKey.replaceAll('-', '')])
      expect(await statusOf('zapierauth', { api_key, api_secret: old.secret })).toBe(200);
    expect((await expectAnswer('zapiercreateapikey', { user_id: mine.user }, mine)).json).toMatchObject({
      success: false,
    });
  });

  test('with a wrong secret, or that nobody has, is refused in the same words', async () => {
    const { api_key } = await created(mine);
    const wrong = await expectAnswer('zapierauth', { api_key, api_secret: 'x' });
    const nobodys = await expectAnswer('zapierauth', { api_key: other.user, api_secret: 'x' });
    expect([wrong.status, wrong.text]).toEqual([400, nobodys.text]);
    expect(nobodys.status).toBe(400);
  });

  test('is tried so many times at once and no more, and again after a while', async () => {
    const limited = await accountsStage();
    onTestFinished(() => limited.close());
    const tried = async () =>
      (await limited.ask('POST', '/v1/zapierauth', { body: { api_key: other.user, api_secret: 'x' } })).status;
    const statuses = [];
    for (let times = 0; times <= ZAPIER_ALLOWANCES.perKey.burst; times += 1) statuses.push(await tried());
    expect([new Set(statuses.slice(0, -1)), statuses.at(-1)]).toEqual([new Set([400]), 429]);
    await limited.clock.advance(2_000);
    expect([await tried(), await tried()]).toEqual([400, 429]);
  });
});

describe('a hook', () => {
  test('is told of one pool, of all pools, or of posts, each once', async () => {
    const key = await created(mine);
    const subscribe = (more: object) => statusOf('zapiersubscribehook', { ...key, ...more });
    for (let times = 0; times < 2; times += 1) {
      expect(await subscribe({ trigger_type: 'new_block', pool_id: POOL.toUpperCase(), hookUrl: `${HOOK}one` })).toBe(
        200,
      );
      expect(await subscribe({ trigger_type: 'new_block', pool_id: 0, hookUrl: `${HOOK}all` })).toBe(200);
      expect(await subscribe({ trigger_type: 'new_post', hookUrl: `${HOOK}post` })).toBe(200);
    }
    expect([await urlsOf(), await urlsOf(OTHER)]).toEqual([[`${HOOK}one`, `${HOOK}all`], [`${HOOK}all`]]);
    expect((await hooksOfPost(stage.database.pool, mine.user)).map(({ url }) => url)).toEqual([`${HOOK}post`]);
    expect(await hooksOfPost(stage.database.pool, other.user)).toEqual([]);
    expect((await usersZapier(stage.database.pool, mine.user)).tellsPosts).toBe(true);
  });

  test("that is unsubscribed is gone, just that one and just its user's, and once more is no error", async () => {
    const [key, others] = [await created(mine), await created(other)];
    const [one, two] = [POOL, OTHER].map((pool_id) => ({ trigger_type: 'new_block', pool_id, hookUrl: HOOK }));
    for (const whose of [key, others])
      for (const hook of [one, two]) await expectAnswer('zapiersubscribehook', { ...whose, ...hook });
    expect(await statusOf('zapierunsubscribehook', { ...key, ...one })).toBe(200);
    expect(await statusOf('zapierunsubscribehook', { ...key, ...one })).toBe(200);
    expect([(await urlsOf()).length, (await urlsOf(OTHER)).length]).toEqual([1, 2]);
  });

  test('is not left behind by a key that is deleted while the hook is made', async () => {
    const { pool } = stage.database;
    const key = await created(mine);
    const waiting = () =>
      pool.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    const asked = await inTransaction(pool, async (tx) => {
      await deleteZapierKey(tx, { user: mine.user, apiKey: key.api_key });
      const answer = statusOf('zapiersubscribehook', { ...key, trigger_type: 'new_post', hookUrl: HOOK });
      await expect.poll(async () => (await waiting()).rowCount).toBe(1);
      return { answer };
    });
    expect([await asked.answer, await hooksOfPost(pool, mine.user)]).toEqual([400, []]);
  });

  test('that could never have been subscribed is unsubscribed without a fault', async () => {
    const key = await created(mine);
    for (const hookUrl of ['https://hooks.zapier.com/\0', '\0', '\ud800', 'x'.repeat(2_000)])
      expect(await statusOf('zapierunsubscribehook', { ...key, trigger_type: 'new_post', hookUrl })).toBe(200);
  });

  test('of the old backend is unsubscribed as Zapier was given it, also where none would be made any more', async () => {
    const key = await created(mine);
    const url = 'https://Old.Example.com:443/hook';
    const kept = 'https://old.example.com/hook';
    await inTransaction(stage.database.pool, (tx) =>
      importZapierHooks(tx, [{ user: mine.user, trigger: { kind: 'new_post' }, url: kept }], 0),
    );
    expect(await statusOf('zapierunsubscribehook', { ...key, trigger_type: 'new_post', hookUrl: url })).toBe(200);
    expect(await hooksOfPost(stage.database.pool, mine.user)).toEqual([]);
  });

  test.each([
    ['an address elsewhere', { trigger_type: 'new_post', hookUrl: 'https://169.254.169.254/latest' }],
    ['an address without TLS', { trigger_type: 'new_post', hookUrl: HOOK.replace('https', 'http') }],
    ['another trigger', { trigger_type: 'new_moon', hookUrl: HOOK }],
    ['no pool', { trigger_type: 'new_block', hookUrl: HOOK }],
    ['a pool that is none', { trigger_type: 'new_block', pool_id: "'; drop table", hookUrl: HOOK }],
    ['no address', { trigger_type: 'new_post' }],
  ])('is not made of %s', async (_what, hook) => {
    const key = await created(mine);
    expect(await statusOf('zapiersubscribehook', { ...key, ...hook })).toBe(400);
    expect((await stage.database.pool.query('select from zapier_hook')).rowCount).toBe(0);
  });

  test('is not made with a key whose secret is wrong', async () => {
    const { api_key } = await created(mine);
    const wrong = { api_key, api_secret: 'x', trigger_type: 'new_post', hookUrl: HOOK };
    expect([await statusOf('zapiersubscribehook', wrong), await statusOf('zapierunsubscribehook', wrong)]).toEqual([
      400, 400,
    ]);
  });
});
