import { preview } from '@pooltool/domain';
import { inTransaction, listen } from '@pooltool/shared-utils/pg';
import { revokeSession, revokeSessionsOf, SESSION_LASTS_MS } from '@pooltool/store/accounts';
import { USERS_CHANNEL } from '@pooltool/store/website';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccountsStage, accountsStage, PASSWORD } from '../accounts/accounts-stage.ts';
import type { Heard, PageSocket } from './page-socket.ts';
import { type SocketStage, socketStage } from './socket-stage.ts';

/** Two users who are signed in; the hub hears of users as the daemon's does. */
let accounts: AccountsStage;
let sockets: SocketStage;
let mine: Awaited<ReturnType<AccountsStage['member']>>;
let other: Awaited<ReturnType<AccountsStage['member']>>;
let listening: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  accounts = await accountsStage();
  mine = await accounts.member(0);
  other = await accounts.member(1);
  const { pool } = accounts.database;
  sockets = await socketStage({ pool, network: preview, sessionClock: accounts.clock });
  listening = await listen(pool, USERS_CHANNEL, (user) => sockets.hub.wakeUser(user));
});
afterAll(async () => {
  await listening.close();
  await sockets.close();
  await accounts.close();
});

const isUserData = ({ channel }: Heard): boolean => channel === 'user_data';
const subscribe = (page: PageSocket, token: unknown, user = mine.user): void =>
  page.subscribe('user_data', { user_id: user, ...(token === undefined ? {} : { token }) });
const signedInAgain = async () =>
  String(
    (await accounts.ask('POST', '/auth/login', { body: { stake_key: mine.key, password: PASSWORD } })).json['token'],
  );

test('a user hears of himself what he would be answered, and his token comes back to nobody', async () => {
  const page = await sockets.page();
  subscribe(page, mine.token);
  const { data, params } = await page.heardOf(isUserData);
  expect(data).toEqual((await accounts.ask('GET', `/api/user/${mine.user}`, { token: mine.token })).json);
  expect(params).toEqual({ user_id: mine.user });
  await page.close();
});

test('what he sets is pushed to all his pages, and not to another user’s', async () => {
  const [first, second, foreign] = [await sockets.page(), await sockets.page(), await sockets.page()];
  subscribe(first, mine.token);
  subscribe(second, mine.token);
  subscribe(foreign, other.token, other.user);
  for (const page of [first, second, foreign]) await page.snapshot('user_data');
  await accounts.ask('PUT', `/api/user/${mine.user}/settings`, {
    token: mine.token,
    body: { settings: { currency: 'chf' } },
  });
  for (const page of [first, second]) {
    const { data } = await page.heardOf(({ type }) => type === 'update');
    expect(data.settings.currency).toBe('chf');
  }
  // Something of his own, behind which nothing else can be on its way to him.
  await accounts.ask('PUT', `/api/user/${other.user}/settings`, {
    token: other.token,
    body: { settings: { currency: 'usd' } },
  });
  await foreign.heardOf(({ type }) => type === 'update');
  expect(foreign.heard.map(({ params }) => params)).toEqual([{ user_id: other.user }, { user_id: other.user }]);
  for (const page of [first, second, foreign]) await page.close();
});

test.each<readonly [string, string, () => unknown]>([
  ['no token', 'POOLTOOL_NOT_SIGNED_IN', () => undefined],
  ['a token that nobody was given', 'POOLTOOL_NOT_SIGNED_IN', () => `pts_${'2'.repeat(43)}`],
  ['half a token', 'POOLTOOL_NOT_SIGNED_IN', () => mine.token.slice(0, 20)],
  ['SQL for a token', 'POOLTOOL_NOT_SIGNED_IN', () => "pts_'or'1'='1"],
  ['what is no text', 'POOLTOOL_NOT_SIGNED_IN', () => ({ $ne: null })],
  ['his user id', 'POOLTOOL_NOT_SIGNED_IN', () => mine.user],
  ["another user's token", 'POOLTOOL_NOT_YOURS', () => other.token],
])('with %s nothing of a user is told, and the socket stays', async (_what, code, token) => {
  const page = await sockets.page();
  subscribe(page, token());
  const error = await page.heardOf(isUserData);
  expect([error.type, error.code, error.data]).toEqual(['error', code, undefined]);
  expect(page.heard.map((message) => JSON.stringify(message)).join()).not.toContain('pts_');
  page.subscribe('recent_block');
  await page.snapshot('recent_block');
  expect(sockets.hub.counts().get('user_data')).toEqual({ topics: 0, subscriptions: 0 });
  await page.close();
});

test('the token may come with the handshake', async () => {
  const page = await sockets.page({ headers: { authorization: `Bearer ${mine.token}` } });
  subscribe(page, undefined);
  expect((await page.heardOf(isUserData)).data.user_id).toBe(mine.user);
  await page.close();
});

test('signing out ends the pages of that token at once, and no others', async () => {
  const [leaving, staying] = [await sockets.page(), await sockets.page()];
  const token = await signedInAgain();
  subscribe(leaving, token);
  subscribe(staying, mine.token);
  for (const page of [leaving, staying]) await page.snapshot('user_data');
  await revokeSession(accounts.database.pool, token, accounts.clock.now());
  expect(await leaving.heardOf(({ type }) => type === 'error')).toMatchObject({
    code: 'POOLTOOL_NOT_SIGNED_IN',
    channel: 'user_data',
    params: { user_id: mine.user },
  });
  await accounts.ask('PUT', `/api/user/${mine.user}/settings`, {
    token: mine.token,
    body: { settings: { currency: 'jpy' } },
  });
  expect((await staying.heardOf(({ type }) => type === 'update')).data.settings.currency).toBe('jpy');
  expect(leaving.heard.map(({ type }) => type)).toEqual(['snapshot', 'error']);
  for (const page of [leaving, staying]) await page.close();
});

test('a token that was revoked without a word is refused at the next push', async () => {
  const page = await sockets.page();
  const token = await signedInAgain();
  subscribe(page, token);
  await page.snapshot('user_data');
  await accounts.database.pool.query(`alter table session disable trigger user`);
  await revokeSession(accounts.database.pool, token, accounts.clock.now());
  await accounts.database.pool.query(`alter table session enable trigger user`);
  await accounts.ask('PUT', `/api/user/${mine.user}/settings`, {
    token: mine.token,
    body: { settings: { currency: 'eur' } },
  });
  await page.heardOf(({ type }) => type === 'error');
  expect(page.heard.map(({ type }) => type)).toEqual(['snapshot', 'error']);
  await page.close();
});

test('another password, and the end of an account, end every page of that user at once', async () => {
  const { pool } = accounts.database;
  const ends: readonly ((user: string) => Promise<unknown>)[] = [
    (user) => inTransaction(pool, (tx) => revokeSessionsOf(tx, user, accounts.clock.now())),
    (user) => pool.query(`delete from account_user where user_id = $1`, [user]),
  ];
  for (const [at, end] of ends.entries()) {
    const { user, token } = await accounts.member(2 + at);
    const pages = [await sockets.page(), await sockets.page()];
    for (const page of pages) {
      subscribe(page, token, user);
      await page.snapshot('user_data');
    }
    await end(user);
    for (const page of pages) {
      expect((await page.heardOf(({ type }) => type === 'error')).code).toBe('POOLTOOL_NOT_SIGNED_IN');
      expect(page.heard.map(({ type }) => type)).toEqual(['snapshot', 'error']);
      await page.close();
    }
  }
});

// Last: it leaves the clock where no session lives any more.
test('a token that expired is refused, whatever was shown before', async () => {
  const page = await sockets.page();
  subscribe(page, mine.token);
  await page.snapshot('user_data');
  await accounts.clock.advance(SESSION_LASTS_MS + 1);
  sockets.hub.wakeUser(mine.user);
  expect((await page.heardOf(({ type }) => type === 'error')).code).toBe('POOLTOOL_NOT_SIGNED_IN');
  await page.close();
});
