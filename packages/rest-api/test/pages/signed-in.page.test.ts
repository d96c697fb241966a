import { lovelace, preview } from '@pooltool/domain';
import { listen } from '@pooltool/shared-utils/pg';
import { USERS_CHANNEL } from '@pooltool/store/website';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, launchChromium, noChromium, skipReason } from '../../../console/test/browser.ts';
import { type AccountsStage, accountsStage, PASSWORD, PEOPLE, stakeAddress } from '../accounts/accounts-stage.ts';
import { FILES_URL, type SocketStage, socketStage } from '../websocket/socket-stage.ts';
import { type PageServer, type Places, servePages } from './page-server.ts';
import { type Visit, visit } from './visited.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };
const [HERE, THERE] = ['ab'.repeat(28), 'cd'.repeat(28)];

describe.skipIf(noChromium)(`who signs in, in Chromium${skipReason}`, () => {
  let accounts: AccountsStage;
  let sockets: SocketStage;
  let listening: Awaited<ReturnType<typeof listen>>;
  let pages: PageServer;
  let browser: Browser;
  let places: Places;
  beforeAll(async () => {
    accounts = await accountsStage();
    const { pool } = accounts.database;
    sockets = await socketStage({ pool, network: preview, sessionClock: accounts.clock });
    listening = await listen(pool, USERS_CHANNEL, (user) => sockets.hub.wakeUser(user));
    places = {
      api: await accounts.api.server.listen({ host: '127.0.0.1', port: 0 }),
      ws: sockets.url,
      files: FILES_URL,
      epochsFrom: 100,
      reconnectMs: 50,
      againMs: 20,
      pollMs: 20,
    };
    pages = await servePages(() => places);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    await listening?.close();
    await sockets?.close();
    await accounts?.close();
  });

  const opened = (kept: Readonly<Record<string, string>> = {}): Promise<Visit> =>
    visit('/account', { browser, origin: pages.origin, places, kept });
  const stored = (visited: Visit): Promise<readonly [user: string, token: string]> =>
    visited.page.evaluate(`[localStorage.getItem('pt_user_id'), localStorage.getItem('pt_token')]`);

  test('registers, pays, signs in; favourites of both sides are one; a name, a heart, and out again', async () => {
    const [person] = PEOPLE;
    if (person === undefined) throw new Error('there is nobody');
    const visited = await opened({ favorites: JSON.stringify([HERE]) });
    const { page } = visited;
    await page.fill('#stake-key', stakeAddress(person));
    await page.fill('#password', PASSWORD);
    await page.click('#create');
    await visited.expectShown({ verification: 'pending' });
    const due = await visited.shown();
    await accounts.purses.pay(person, { amount: lovelace(BigInt(String(due['amount']))) });
    await visited.expectShown({ verification: 'verified' });

    await page.click('#sign-in');
    await visited.expectShown({ authority: 'user', 'my-addresses': [[person.hash, '']] });
    const [user, token] = await stored(visited);
    const favourites = async () => (await accounts.ask('GET', `/api/user/${user}`, { token })).json['favorites'];
    const union = `PUT /api/user/${user}/settings`;
    await expect.poll(() => visited.asked.at(-1), PATIENCE).toBe(union);
    const signedIn = visited.asked.slice(visited.asked.indexOf('POST /auth/login'));
    expect(signedIn).toEqual(['POST /auth/login', `GET /api/user/${user}`, union]);
    await expect.poll(favourites, PATIENCE).toEqual([HERE]);
    await expect.poll(() => visited.said.at(-1), PATIENCE).toBe(`subscribe user_data {"user_id":"${user}"}`);

    await page.fill('#pool', THERE);
    await page.click('#heart');
    await visited.expectShown({ changed: 'POST favorites 200' });
    await page.fill('#stake-key', person.hash);
    await page.fill('#nickname', 'cold');
    await page.click('#name-it');
    await visited.expectShown({ changed: 'PUT settings 200' });
    // Loaded again, the page has both: what was here before, and what was added there.
    await visited.go('/account');
    await visited.expectShown({ 'my-addresses': [[person.hash, 'cold']] });
    expect((await visited.rows('favourites')).flat().sort()).toEqual([HERE, THERE]);
    // Once somebody is signed in, every call has his token.
    const since = visited.asked
      .slice(visited.asked.lastIndexOf('/locales/en.json'))
      .filter((name) => /^(GET|PUT) /.test(name));
    expect(since.filter((name) => !visited.withToken.has(name))).toEqual([]);

    await page.fill('#pool', THERE);
    await page.click('#no-heart');
    await visited.expectShown({ changed: `DELETE favorites/${THERE} 200` });
    expect(await favourites()).toEqual([HERE]);

    await page.click('#sign-out');
    await expect.poll(() => visited.shown().then((shown) => shown['user'] ?? 'nobody'), PATIENCE).toBe('nobody');
    expect(visited.faults).toEqual([]);
    await visited.close();
  });

  test('with another user’s token nobody is told of a user, and the page stays', async () => {
    const [mine, other] = [await accounts.member(1), await accounts.member(2)];
    const visited = await opened({ pt_user_id: other.user, pt_token: mine.token });
    await visited.expectShown({ user: 'refused' });
    expect(visited.faults).toEqual([`403 GET /api/user/${other.user}`]);
    await visited.close();
  });
});
