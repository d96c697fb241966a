import { revokeSession, SESSION_LASTS_MS } from '@pooltool/store/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountRoutes } from '../../src/accounts/account-routes.ts';
import { type AccountsStage, accountsStage, PASSWORD } from './accounts-stage.ts';

/** Two users, each signed in twice: one token stays good, the other is revoked. */
let stage: AccountsStage;
let mine: Awaited<ReturnType<AccountsStage['member']>>;
let other: Awaited<ReturnType<AccountsStage['member']>>;
let revoked: string;
beforeAll(async () => {
  stage = await accountsStage();
  mine = await stage.member(0);
  other = await stage.member(1);
  const { json } = await stage.ask('POST', '/auth/login', { body: { stake_key: mine.key, password: PASSWORD } });
  revoked = String(json['token']);
  await revokeSession(stage.database.pool, revoked, stage.clock.now());
});
afterAll(() => stage.close());

const POOL = 'ab'.repeat(28);
/** A body that each route which reads one takes. */
const BODIES: Readonly<Record<string, unknown>> = {
  changeSettings: { settings: { currency: 'usd' } },
  addFavorite: { pool_id: POOL },
  changePoolNote: { public_note: 'hello' },
  labelPool: { g: 'group' },
  wantDelegatorUpdate: { value: true },
  tellWebsite: { title: 'title', message: 'message' },
  tellApp: { title: 'title', message: 'message' },
  changeAuthority: { authority: 'administrator' },
  claimPool: { pool_id: POOL },
  createKey: { label: 'relays' },
  rotateKey: {},
  writePoolNote: { note: 'hello' },
  chooseAlerts: { alerts: [] },
};
/** Those that name the user in the body, for whom each run makes them anew. */
const bodyOf = (operationId: string): unknown =>
  operationId.startsWith('zapier') ? { user_id: mine.user, api_key: mine.user } : BODIES[operationId];

/** Routes for a key of Zapier's, or of an old program's, read no token: their own tests tell who is refused. */
const guarded = () =>
  accountRoutes(stage.parts).filter(
    ({ access }) => access !== 'anybody' && access !== 'zapier key' && access !== 'client key',
  );
const pathOf = (path: string) =>
  path
    .replace(':uid', mine.user)
    .replace(':poolId', POOL)
    .replace(':pool', POOL)
    .replace(':id', mine.user)
    .replace(':key', mine.key)
    .replace(':name', 'f'.repeat(16))
    .replace(/lookup$/, `lookup?stake_key=${mine.key}`);

const STRANGERS: readonly (readonly [string, number, () => Readonly<Record<string, string>>])[] = [
  ['no token', 401, () => ({})],
  ['an empty header', 401, () => ({ authorization: '' })],
  ['a revoked token', 401, () => ({ authorization: `Bearer ${revoked}` })],
  ['a token that nobody was given', 401, () => ({ authorization: `Bearer pts_${'2'.repeat(43)}` })],
  ['half a token', 401, () => ({ authorization: `Bearer ${mine.token.slice(0, 20)}` })],
  ['a token without Bearer', 401, () => ({ authorization: mine.token })],
  [
    'another way to sign in',
    401,
    () => ({ authorization: `Basic ${Buffer.from(`${mine.user}:${PASSWORD}`).toString('base64')}` }),
  ],
  ['the user id for a token', 401, () => ({ authorization: `Bearer ${mine.user}` })],
  ['SQL for a token', 401, () => ({ authorization: "Bearer pts_'or'1'='1" })],
];

describe('every route that is not for everybody', () => {
  test('is one of those that are known, so that a new one is thought about', () => {
    const told = accountRoutes(stage.parts).map(({ method, path, access }) => `${method} ${path}: ${access}`);
    expect(told.toSorted()).toEqual([
      'DELETE /api/admin/delegator_update/:pool: administrator',
      'DELETE /api/admin/user/:uid/address/:key: administrator',
      'DELETE /api/user/:uid/favorites/:poolId: own user',
      'DELETE /v1/operator/keys/:name: signed in',
      'DELETE /v1/operator/pools/:pool: signed in',
      'GET /api/admin/delegator_update/:pool: administrator',
      'GET /api/admin/user/:uid: administrator',
      'GET /api/admin/user/lookup: administrator',
      'GET /api/admin/verifications: administrator',
      'GET /api/user/:uid: own user',
      'GET /auth/check_reset/:stake_key: anybody',
      'GET /auth/verify/:stake_key: anybody',
      'GET /v1/operator/alerts: signed in',
      'GET /v1/operator/keys: signed in',
      'GET /v1/operator/pools: signed in',
      'GET /v1/verifications/:id: signed in',
      'GET /v1/verifications: signed in',
      'POST /api/admin/user/:uid/verify/:key: administrator',
      'POST /api/admin/verifications/:id/verify: administrator',
      'POST /api/user/:uid/favorites: own user',
      'POST /auth/login: anybody',
      'POST /auth/logout: signed in',
      'POST /auth/queryaddress: anybody',
      'POST /auth/register: anybody',
      'POST /auth/reset_password: anybody',
      'POST /auth/verify: anybody',
      'POST /v1/operator/keys/:name/rotate: signed in',
      'POST /v1/operator/keys: signed in',
      'POST /v1/operator/pools/:pool/challenge: signed in',
      'POST /v1/operator/pools: signed in',
      'POST /v1/queryaddress: anybody',
      'POST /v1/zapierauth: zapier key',
      'POST /v1/zapiercreateapikey: own user',
      'POST /v1/zapierdeleteapikey: own user',
      'POST /v1/zapiersubscribehook: zapier key',
      'POST /v1/zapierunsubscribehook: zapier key',
      'PUT /api/admin/delegator_update/:pool: administrator',
      'PUT /api/admin/user/:uid/authority: administrator',
      'PUT /api/admin_message/web: administrator',
      'PUT /api/admin_message: administrator',
      'PUT /api/pool/:pool/stats: pool operator',
      'PUT /api/pool/:pool/update: group administrator',
      'PUT /api/user/:uid/settings: own user',
      'PUT /v1/operator/alerts: signed in',
      'PUT /v1/operator/pools/:pool/note: pool operator',
    ]);
  });

  test.each(STRANGERS)('refuses %s', async (_who, status, headers) => {
    for (const { method, path, operationId } of guarded()) {
      const answer = await stage.ask(method, pathOf(path), { headers: headers(), body: bodyOf(operationId) });
      expect([operationId, answer.status, answer.json['error']]).toEqual([
        operationId,
        status,
        expect.objectContaining({ code: 'POOLTOOL_NOT_SIGNED_IN' }),
      ]);
    }
  });

  test("refuses another user's token where a user is named, or a pool that is not his", async () => {
    for (const { method, path, operationId, access } of guarded()) {
      if (access !== 'own user' && access !== 'pool operator') continue;
      const answer = await stage.ask(method, pathOf(path), { token: other.token, body: bodyOf(operationId) });
      expect([operationId, answer.status]).toEqual([operationId, 403]);
    }
  });

  test('answers the user himself, and changed nothing before', async () => {
    const { json } = await stage.ask('GET', `/api/user/${mine.user}`, { token: mine.token });
    expect(json).toMatchObject({ settings: { addressNicknames: {} }, favorites: [] });
    for (const { method, path, operationId } of guarded().filter(({ access }) => access === 'own user')) {
      const answer = await stage.ask(method, pathOf(path), { token: mine.token, body: bodyOf(operationId) });
      // The key that it names is none.
      expect([operationId, answer.status]).toEqual([operationId, operationId === 'zapierDeleteApiKey' ? 400 : 200]);
    }
  });

  test('refuses a token that was not used for too long', async () => {
    await stage.clock.advance(SESSION_LASTS_MS + 1);
    for (const { method, path, operationId } of guarded()) {
      const answer = await stage.ask(method, pathOf(path), { token: mine.token, body: bodyOf(operationId) });
      expect([operationId, answer.status]).toEqual([operationId, 401]);
    }
  });
});
