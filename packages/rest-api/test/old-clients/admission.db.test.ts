import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountRoute } from '../../src/accounts/account-route.ts';
import { SIGN_IN_ALLOWANCES } from '../../src/accounts/sign-in-limits.ts';
import { oldClientRoutes } from '../../src/old-clients/old-client-routes.ts';
import { PASSWORD, stakeAddress } from '../accounts/accounts-stage.ts';
import { CLIENT, CLIENT_KEY, type OldClientsStage, oldClientsStage } from './old-clients-stage.ts';

const ROUTES = [
  'GET /v0/auth/forgotpassword/:address',
  'GET /v0/verification/:address',
  'GET /v1/auth/forgotpassword/:address',
  'GET /v1/verification/:address',
  'POST /v0/auth/forgotpassword',
  'POST /v0/auth/login',
  'POST /v0/verification/:address',
  'POST /v1/auth/forgotpassword',
  'POST /v1/auth/login',
  'POST /v1/verification/:address',
];

let stage: OldClientsStage;
beforeAll(async () => {
  stage = await oldClientsStage({ allowances: SIGN_IN_ALLOWANCES });
});
afterAll(() => stage.close());

const routes = (of = stage): readonly AccountRoute[] => oldClientRoutes(of.oldParts());
const address = () => stakeAddress(stage.payer(0));
/** What each route takes. */
function asked({ path, method }: AccountRoute): { readonly path: string; readonly body?: unknown } {
  const at = path.replace(':address', address());
  if (method === 'GET') return { path: path.includes('verification') ? `${at}?userId=${randomUUID()}` : at };
  return { path: at, body: { address: address(), userId: randomUUID(), password: PASSWORD } };
}

describe('every endpoint of the old clients', () => {
  test('is one of those that are known, and for clients with a key', () => {
    expect(
      routes()
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    ).toEqual(ROUTES);
    expect(new Set(routes().map(({ access }) => access))).toEqual(new Set(['client key']));
  });

  test.each([
    ['no key', undefined],
    ['an empty one', ''],
    ['another', 'guessed'],
    ['half of one', CLIENT_KEY.slice(0, 10)],
    ['all of them', `${CLIENT_KEY}, the website's`],
  ])('refuses %s', async (_which, key) => {
    for (const route of routes()) {
      const { path, body } = asked(route);
      const headers = key === undefined ? {} : { 'x-api-key': key };
      const { status, json } = await stage.ask(route.method, path, { headers, body });
      expect([route.operationId, status, json['error']]).toEqual([
        route.operationId,
        403,
        expect.objectContaining({ code: 'POOLTOOL_CLIENT_KEY_REFUSED' }),
      ]);
    }
  });

  test('demands none where none is set', async () => {
    const open = await oldClientsStage({ keys: ' , ' });
    const { status } = await open.ask('POST', '/v1/auth/login', { body: { address: address(), password: PASSWORD } });
    await open.close();
    expect(status).toBe(401);
  });

  test('answers 503 with what to do where no Firebase is set, before anybody is told to pay', async () => {
    const without = await oldClientsStage({ tokens: null });
    for (const route of routes(without)) {
      const { path, body } = asked(route);
      const { status, json } = await without.ask(route.method, path, { headers: CLIENT, body });
      expect([route.operationId, status, json['error']]).toEqual([
        route.operationId,
        503,
        expect.objectContaining({ code: 'POOLTOOL_FIREBASE_NOT_SET', whatToDo: expect.any(String) }),
      ]);
    }
    const { rows } = await without.database.pool.query('select from verification');
    expect(rows).toEqual([]);
    await without.close();
  });
});

test('each is in the OpenAPI document as of old clients, with an example that is what its schema says', async () => {
  const { paths } = JSON.parse((await stage.ask('GET', '/openapi.json')).text);
  for (const { method, path, operationId, answer } of routes()) {
    const told = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    expect(told).toMatchObject({ operationId, deprecated: true, security: [{ client: [] }] });
    expect([operationId, ...Value.Errors(answer.schema, answer.example)]).toEqual([operationId]);
  }
});

test('waiting is no try to sign in, and tries are counted with those of the website', async () => {
  const forgot = { address: stakeAddress(stage.payer(5)), password: PASSWORD };
  const polls = Array.from({ length: 60 }, () => stage.get(`/v0/auth/forgotpassword/${forgot.address}`));
  expect(new Set((await Promise.all(polls)).map(({ status }) => status))).toEqual(new Set([404]));
  const statuses: number[] = [];
  for (let one = 0; one < 6; one += 1) {
    statuses.push((await stage.post('/v0/auth/forgotpassword', forgot)).status);
    const body = { stake_key: forgot.address, new_password: PASSWORD };
    statuses.push((await stage.ask('POST', '/auth/reset_password', { body })).status);
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 404), 429, 429]);
});

/** Nothing of how we are built, and nothing of PostgreSQL's, may be read in an answer. */
const INSIDES =
  /node_modules|\.ts:|at async|select |relation|syntax error|127\.0\.0\.1|postgres:|invalid input syntax/i;
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    '\u0000',
    'stake1',
    'addr1',
    "'; drop table session; --",
    PASSWORD,
    'ab'.repeat(28),
    randomUUID(),
  ),
);
const body = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom('address', 'password', 'userId', '__proto__'), fc.oneof(text, fc.jsonValue())),
);

test('whatever is sent, none answers 5xx or shows what is inside', async () => {
  const fuzzed = await oldClientsStage();
  const every = routes(fuzzed);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...every), text, text, body, async (route, given, query, sent) => {
      const encoded = encodeURIComponent(given.toWellFormed());
      const path = `${route.path.replace(':address', encoded)}?userId=${encodeURIComponent(query.toWellFormed())}`;
      const answer = await fuzzed.ask(route.method, path, {
        headers: CLIENT,
        ...(route.method === 'GET' ? {} : { body: sent }),
      });
      expect(answer.status, `${route.method} ${path} ${answer.text}`).toBeLessThan(500);
      expect(answer.text).not.toMatch(INSIDES);
    }),
    { numRuns: 200 },
  );
  await fuzzed.close();
});
