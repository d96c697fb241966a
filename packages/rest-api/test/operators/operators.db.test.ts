import { encodePoolId } from '@pooltool/shared-utils/crypto';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { poolKey } from '../../../store/test/operators/pool-key.ts';
import { operatorRoutes } from '../../src/operators/operator-routes.ts';
import { type AccountsStage, type Answer, accountsStage, PEOPLE } from '../accounts/accounts-stage.ts';
import { answerChallenge, POOL, presentEpochIs, register } from './registered-pool.ts';

/** Person 0 registered the pool, person 1 runs it with him and has its key too, person 2 will buy it. */
let stage: AccountsStage;
type Member = Awaited<ReturnType<AccountsStage['member']>>;
let seller: Member;
let partner: Member;
let buyer: Member;
const [OWNER] = PEOPLE;
if (OWNER === undefined) throw new Error('nobody is there');
const [SELLERS, BUYERS] = [poolKey(1), poolKey(2)];

beforeAll(async () => {
  stage = await accountsStage();
  [seller, partner, buyer] = [await stage.member(0), await stage.member(1), await stage.member(2)];
  await stage.database.pool.query(`insert into pool (pool_id, registrations) values (decode($1, 'hex'), 1)`, [POOL]);
  await presentEpochIs(stage.database.pool, 1);
  await register(stage.database.pool, { epoch: 0, rewardAccount: OWNER, owners: [OWNER], key: SELLERS });
});
afterAll(() => stage.close());

/** Asked as documented, and answered as documented. */
async function expectAnswer(
  operationId: string,
  who: Member,
  given: { body?: unknown; name?: string; pool?: string } = {},
): Promise<Answer> {
  const route = operatorRoutes(stage.parts).find((one) => one.operationId === operationId);
  if (route === undefined) throw new Error(`there is no ${operationId}`);
  const path = route.path.replace(':pool', given.pool ?? POOL).replace(':name', given.name ?? '');
  const answer = await stage.ask(route.method, path, {
    token: who.token,
    ...(route.body === null ? {} : { body: given.body ?? {} }),
  });
  if (answer.status === 200)
    expect([operationId, ...Value.Errors(route.answer.schema, answer.json)]).toEqual([operationId]);
  else expect([operationId, route.errors.some(({ code }) => code === codeOf(answer))]).toEqual([operationId, true]);
  return answer;
}
const codeOf = ({ json }: Answer): unknown => Object(json['error'])['code'];
const claim = async (who: Member, pool: string = POOL) => {
  const { token } = who;
  return expectAnswer('claimPool', who, {
    body: await answerChallenge(stage, { token, key: who === buyer ? BUYERS : SELLERS, pool }),
  });
};
const poolsOf = async (who: Member) => (await expectAnswer('myPools', who)).json['pools'];

describe('a pool', () => {
  test('is claimed by whoever has its VRF key, in either form of its id', async () => {
    expect(await poolsOf(seller)).toEqual([]);
    const spoken = { pool: POOL, grounds: 'claimed', vrf_key_hash: SELLERS.vrfKeyHash };
    expect((await claim(seller, encodePoolId(POOL))).json).toEqual(spoken);
    expect((await expectAnswer('claimPool', seller, { body: { pool_id: POOL } })).json).toEqual(spoken);
    expect((await claim(partner)).json).toEqual(spoken);
    expect(await poolsOf(seller)).toEqual([spoken]);
    const { json } = await stage.ask('GET', `/api/user/${seller.user}`, { token: seller.token });
    expect(json['myPools']).toEqual({ [POOL]: true });
  });

  test("is not another's, who is told what to show and where it is asked for", async () => {
    const answer = await claim(buyer);
    const challenge = `/v1/operator/pools/${POOL}/challenge`;
    expect([answer.status, answer.json['error']]).toEqual([
      403,
      expect.objectContaining({ details: { lacks: 'other-key', vrf_key_hash: SELLERS.vrfKeyHash, challenge } }),
    ]);
    expect((await expectAnswer('challengePool', buyer)).status).toBe(200);
    const unknown = { pool_id: 'cd'.repeat(28) };
    const none = await expectAnswer('claimPool', buyer, { body: unknown });
    expect([none.status, codeOf(none)]).toEqual([404, 'POOLTOOL_POOL_UNKNOWN']);
    expect((await expectAnswer('challengePool', buyer, { pool: unknown.pool_id })).status).toBe(404);
  });

  test('that was given is told as given, without a key', async () => {
    const { user } = partner;
    await expectAnswer('giveUpPool', partner);
    await stage.database.pool.query(`insert into operator_pool values ($1, decode($2, 'hex'), now())`, [user, POOL]);
    expect(await poolsOf(partner)).toEqual([{ pool: POOL, grounds: 'given', vrf_key_hash: null }]);
    await stage.database.pool.query('delete from operator_pool where user_id = $1', [user]);
  });

  test('shows what its operator writes, made harmless, and nobody else writes', async () => {
    await claim(seller);
    const note = { note: '<b>Hello</b><script>steal()</script>' };
    expect((await expectAnswer('writePoolNote', buyer, { body: note })).status).toBe(403);
    expect((await expectAnswer('writePoolNote', seller, { body: note })).json).toEqual({ note: '<b>Hello</b>' });
    const page = await stage.ask('GET', `/api/pool/${POOL}`);
    expect(Object(page.json['pool_stats'])['public_note']).toBe('<b>Hello</b>');
    expect((await expectAnswer('writePoolNote', seller, { body: { note: '&'.repeat(300) } })).status).toBe(400);
  });

  test("that is sold changes hands in the epoch in which the buyer's registration comes into force, and back when that is undone", async () => {
    await claim(seller);
    await register(stage.database.pool, { epoch: 1, rewardAccount: OWNER, owners: [OWNER], key: BUYERS });
    expect([(await claim(seller)).status, (await claim(buyer)).status]).toEqual([200, 403]);
    await presentEpochIs(stage.database.pool, 2);
    const write = async (who: Member) => (await expectAnswer('writePoolNote', who, { body: { note: 'mine' } })).status;
    expect([await poolsOf(seller), await write(seller), (await claim(buyer)).status, await write(buyer)]).toEqual([
      [],
      403,
      200,
      200,
    ]);
    await presentEpochIs(stage.database.pool, 1);
    expect([await write(seller), await write(buyer)]).toEqual([200, 403]);
  });

  test('is given up, once', async () => {
    await claim(partner);
    expect((await expectAnswer('giveUpPool', partner)).json).toEqual({ success: true });
    expect((await expectAnswer('giveUpPool', partner)).json).toEqual({ success: false });
    expect(await poolsOf(partner)).toEqual([]);
  });
});

describe('a key', () => {
  test('is shown once, listed by its name, and revoked by whose it is', async () => {
    const { json: made } = await expectAnswer('createKey', seller, { body: { label: ' relays ' } });
    const [key, name] = [String(made['key']), String(made['name'])];
    expect([key.startsWith('ptk_'), made['label']]).toEqual([true, 'relays']);
    const listed = await expectAnswer('myKeys', seller);
    expect(listed.json['keys']).toEqual([expect.objectContaining({ name, endsAt: null })]);
    expect(listed.text).not.toContain(key);
    const { json } = await stage.ask('GET', `/api/user/${seller.user}`, { token: seller.token });
    expect(Object.keys(Object(json['myApiKeys']))).toEqual([name]);
    expect((await expectAnswer('revokeKey', buyer, { name })).status).toBe(404);
    expect((await expectAnswer('revokeKey', seller, { name })).json).toEqual({ success: true });
    expect((await expectAnswer('myKeys', seller)).json['keys']).toEqual([]);
  });

  test('is rotated: the old one ends when it was said to', async () => {
    const { json: made } = await expectAnswer('createKey', seller, { body: { label: 'relays' } });
    const name = String(made['name']);
    const oldEndsAt = new Date(stage.clock.now() + 60_000).toISOString();
    const { json } = await expectAnswer('rotateKey', seller, { name, body: { oldEndsAt } });
    expect(json).toMatchObject({ made: { label: 'relays', endsAt: null }, old: { name, endsAt: oldEndsAt } });
    await stage.clock.advance(60_000);
    expect((await expectAnswer('rotateKey', seller, { name })).status).toBe(404);
    expect((await expectAnswer('myKeys', seller)).json['keys']).toEqual([
      expect.objectContaining({ name: Object(json['made'])['name'] }),
    ]);
  });

  test.each(['soon', '2019-01-01T00:00:00Z', '2999-01-01T00:00:00Z'])('ends not at %s', async (oldEndsAt) => {
    const answer = await stage.ask('POST', `/v1/operator/keys/${'f'.repeat(16)}/rotate`, {
      token: seller.token,
      body: { oldEndsAt },
    });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'POOLTOOL_REQUEST_INVALID']);
  });
});

describe('alerts', () => {
  const chosen = [
    { pool: POOL, alert: 'block_minted', channel: 'telegram', threshold: null },
    { pool: POOL, alert: 'saturation', channel: 'push', threshold: 95.5 },
  ];

  test('are chosen for pools that one speaks for, and kept as they were chosen', async () => {
    await claim(seller);
    expect((await expectAnswer('chooseAlerts', seller, { body: { alerts: chosen } })).json).toEqual({ alerts: chosen });
    expect((await expectAnswer('myAlerts', seller)).json).toEqual({ alerts: chosen });
    expect((await expectAnswer('chooseAlerts', partner, { body: { alerts: chosen } })).status).toBe(403);
    expect((await expectAnswer('chooseAlerts', seller, { body: { alerts: [] } })).json).toEqual({ alerts: [] });
  });

  test('of another kind, of another channel, or with a threshold where there is none, are refused', async () => {
    for (const wrong of [{ alert: 'weather' }, { channel: 'pigeon' }, { threshold: 5 }, { more: 1 }]) {
      const body = { alerts: [{ ...chosen[0], ...wrong }] };
      const answer = await stage.ask('PUT', '/v1/operator/alerts', { token: seller.token, body });
      expect([answer.status, codeOf(answer)]).toEqual([400, 'POOLTOOL_REQUEST_INVALID']);
    }
  });
});
