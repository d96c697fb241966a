import fc from 'fast-check';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { accountRoutes } from '../../src/accounts/account-routes.ts';
import { SIGN_IN_ALLOWANCES } from '../../src/accounts/sign-in-limits.ts';
import { type AccountsStage, accountsStage, PASSWORD } from './accounts-stage.ts';

let stage: AccountsStage;
beforeAll(async () => {
  stage = await accountsStage();
});
afterAll(() => stage.close());

const from = (address: string) => ({ 'x-forwarded-for': address });
const keyNumber = (number: number) => number.toString(16).padStart(56, '0');

async function limitedStage(): Promise<AccountsStage> {
  const limited = await accountsStage({ allowances: SIGN_IN_ALLOWANCES });
  onTestFinished(() => limited.close());
  return limited;
}

test('one address may try one key ten times at once, and again after a while', async () => {
  const limited = await limitedStage();
  const tries = async (count: number) => {
    const statuses: number[] = [];
    for (let one = 0; one < count; one += 1) {
      const answer = await limited.ask('POST', '/auth/login', {
        headers: from('10.0.0.1'),
        body: { stake_key: keyNumber(1), password: PASSWORD },
      });
      statuses.push(answer.status);
      if (answer.status === 429) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    return statuses;
  };
  expect(await tries(12)).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  await limited.clock.advance(30_000);
  expect(await tries(2)).toEqual([401, 429]);
});

test('no stranger keeps a user from signing in, and all addresses together may try one key a hundred times', async () => {
  const limited = await limitedStage();
  const { key } = await limited.member(0);
  const statusOf = async (address: string, password: string) =>
    (await limited.ask('POST', '/auth/login', { headers: from(address), body: { stake_key: key, password } })).status;
  const strangers = Array.from({ length: 15 }, () => statusOf('10.0.0.1', 'guessed'));
  expect(new Set(await Promise.all(strangers))).toEqual(new Set([401, 429]));
  expect(await statusOf('10.0.0.2', PASSWORD)).toBe(200);
  const many: number[] = [];
  for (let one = 0; one < 100; one += 1) many.push(await statusOf(`10.0.${1 + (one % 10)}.1`, 'guessed'));
  // Before them he registered, proved and signed in, the stranger tried ten times and he once.
  expect(many.filter((status) => status === 401)).toHaveLength(100 - 14);
  expect(await statusOf('10.9.9.9', 'guessed')).toBe(429);
});

test("a user's password is tried as often, whatever stake key is named beside him", async () => {
  const limited = await limitedStage();
  const { user } = await limited.member(0);
  const statuses: number[] = [];
  for (let one = 0; one < 12; one += 1) {
    const body = { stake_key: keyNumber(100 + one), user_id: user.toUpperCase(), password: 'guessed' };
    statuses.push((await limited.ask('POST', '/auth/verify', { headers: from('10.0.0.1'), body })).status);
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
});

test('one address is told what to pay thirty times an hour, and may sign in all the same', async () => {
  const limited = await limitedStage();
  const asked = async (number: number) => {
    const body = { stake_key: keyNumber(number), new_password: PASSWORD };
    return (await limited.ask('POST', '/auth/reset_password', { headers: from('10.0.0.1'), body })).status;
  };
  const statuses: number[] = [];
  for (let number = 0; number < 30; number += 1) {
    statuses.push(await asked(number));
    await limited.clock.advance(10_000);
  }
  expect(statuses.filter((status) => status === 404)).toHaveLength(22);
  const body = { stake_key: keyNumber(1), password: PASSWORD };
  expect((await limited.ask('POST', '/auth/login', { headers: from('10.0.0.1'), body })).status).toBe(401);
});

test('one address may try twenty keys at once', async () => {
  const limited = await limitedStage();
  const statuses: number[] = [];
  for (let one = 0; one < 22; one += 1) {
    const { status } = await limited.ask('POST', '/auth/reset_password', {
      headers: from('10.0.0.1'),
      body: { stake_key: keyNumber(one), new_password: PASSWORD },
    });
    statuses.push(status);
  }
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 404), 429, 429]);
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
    keyNumber(7),
    "'; drop table session; --",
    '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11',
    'new_block',
    'https://hooks.zapier.com/\u0000',
    PASSWORD,
  ),
);
const body = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(
    fc.constantFrom(
      'stake_key',
      'password',
      'new_password',
      'user_id',
      'settings',
      'favorites',
      'pool_id',
      'vrf_vkey',
      'signature',
      'label',
      'oldEndsAt',
      'note',
      'alerts',
      'api_key',
      'api_secret',
      'trigger_type',
      'hookUrl',
      '__proto__',
    ),
    fc.oneof(text, fc.jsonValue()),
  ),
);

test('whatever is sent, no route answers 5xx or shows what is inside', async () => {
  const routes = accountRoutes(stage.parts);
  const { user, token } = await stage.member(0);
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: routes.length - 1 }),
      text,
      body,
      fc.boolean(),
      async (which, given, sent, known) => {
        const route = routes[which];
        if (route === undefined) return;
        const path = route.path
          .replace(':uid', known ? user : encodeURIComponent(given.toWellFormed()))
          .replace(/:\w+/, () => encodeURIComponent(given.toWellFormed()));
        const signsOut = route.operationId === 'logout';
        const answer = await stage.ask(route.method, path, { ...(known && !signsOut ? { token } : {}), body: sent });
        expect(answer.status, `${route.method} ${path} ${answer.text}`).toBeLessThan(500);
        expect(answer.text).not.toMatch(INSIDES);
      },
    ),
    { numRuns: 400 },
  );
});
