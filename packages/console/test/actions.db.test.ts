import { tellPipeline } from '@pooltool/pipeline';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { hashPassword, sha256Hex } from '@pooltool/shared-utils/crypto';
import { loadPartitionsOf, loadSensors, registerSensors } from '@pooltool/store/pipeline';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SESSION_MS } from '../src/access/sessions.ts';
import { serveConsole } from './served.ts';
import { smallRegistry, smallSensors } from './small-assets.ts';

const PASSWORD = 'Sonnenblume 7';
const TOKEN = 'a'.repeat(43);

let database: TestDatabase;
let passwordHash: string;
beforeAll(async () => {
  [database, passwordHash] = await Promise.all([createTestDatabase(), hashPassword(PASSWORD)]);
  await tellPipeline(database.pool, smallRegistry(), smallSensors);
  await registerSensors(database.pool, ['ledger_arrivals']);
});
afterAll(() => database.close());

let clock: ManualClock;
let served: Awaited<ReturnType<typeof serveConsole>>;
beforeEach(async () => {
  clock = manualClock(1_700_000_000_000);
  served = await serveConsole(database.pool, { clock, settings: { passwordHash, tokenHash: sha256Hex(TOKEN) } });
  return () => served.close();
});

/** A form as a browser sends it from a page of the console. */
const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${served.address}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: served.address, ...headers },
    body: new URLSearchParams(fields),
  });

async function logIn(name = 'anna'): Promise<{ cookie: string; csrf: string }> {
  const answer = await send('/login', { name, password: PASSWORD, next: '/partitions/rewards/7' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/partitions/rewards/7']);
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  const page = await (await fetch(`${served.address}/`, { headers: { cookie } })).text();
  return { cookie, csrf: /name="csrf" value="([\w-]+)"/.exec(page)?.[1] ?? '' };
}

const rows = async () =>
  Object.fromEntries(
    (await loadPartitionsOf(database.pool, ['rewards', 'epoch_params'])).map((row) => [
      `${row.asset}/${row.partition}`,
      row,
    ]),
  );
const actionsLogged = () => served.log.of('console.action');

describe('who is logged in', () => {
  test('asks for a partition, cancels it, and asks for a range: runs, log and the next page tell it', async () => {
    const { cookie, csrf } = await logIn();
    const fields = { asset: 'rewards', partition: '7', csrf, back: '/partitions/rewards/7' };
    const asked = await send('/do/run', fields, { cookie });
    expect(asked.status).toBe(303);
    const location = asked.headers.get('location') ?? '';
    expect(location).toMatch(/^\/partitions\/rewards\/7\?told=/);
    expect(await (await fetch(`${served.address}${location}`, { headers: { cookie } })).text()).toContain(
      'asked for rewards/7',
    );
    expect((await rows())['rewards/7']).toMatchObject({ state: 'requested', requestedBy: 'console anna' });

    await send('/do/cancel', fields, { cookie });
    expect((await rows())['rewards/7']).toMatchObject({ state: 'cancelled', requestedBy: 'console anna' });

    const range = { asset: 'epoch_params', from: '3', to: '5', only: 'missing', csrf, back: '/assets/epoch_params' };
    await send('/do/backfill', range, { cookie });
    expect((await rows())['epoch_params/4']).toMatchObject({
      state: 'requested',
      requestedBy: 'console anna, backfill',
    });
    expect(actionsLogged().map(({ action, who, says }) => [action, who, says])).toEqual([
      ['run', 'anna', 'asked for rewards/7'],
      ['cancel', 'anna', 'cancelled rewards/7'],
      ['backfill', 'anna', 'asked for 3 partitions of epoch_params'],
    ]);
  });

  test('switches a sensor off and on', async () => {
    const { cookie, csrf } = await logIn();
    for (const on of ['false', 'true']) {
      await send('/do/sensor', { name: 'ledger_arrivals', on, csrf, back: '/sensors' }, { cookie });
      expect((await loadSensors(database.pool))[0]?.enabled).toBe(on === 'true');
    }
  });

  test('is told on the page what cannot be done', async () => {
    const { cookie, csrf } = await logIn();
    const faulty = [
      ['/do/run', { asset: 'rewords', partition: '7' }, 'no worker has told of an asset named &quot;rewords&quot;'],
      ['/do/run', { asset: 'rewards', partition: '07' }, '&quot;07&quot; is not a partition of epoch'],
      [
        '/do/backfill',
        { asset: 'rewards', from: '1', to: '9', only: 'some' },
        'only is one of all, missing, failed, stale',
      ],
      ['/do/sensor', { name: 'departures', on: 'true' }, 'there is no sensor named &quot;departures&quot;'],
    ] as const;
    for (const [path, fields, says] of faulty) {
      const answer = await send(path, { ...fields, csrf, back: '/sensors' }, { cookie });
      const page = await fetch(`${served.address}${answer.headers.get('location')}`, { headers: { cookie } });
      expect(await page.text(), path).toContain(says);
    }
    expect(actionsLogged()).toEqual([]);
  });

  test('is not, any more, after logging out or when the session has ended', async () => {
    const { cookie, csrf } = await logIn();
    const fields = { asset: 'rewards', partition: '8', csrf, back: '/' };
    await clock.advance(SESSION_MS);
    const late = await send('/do/run', fields, { cookie });
    expect([late.status, await late.text()]).toEqual([
      401,
      expect.stringContaining('your session has ended: log in again'),
    ]);

    const again = await logIn();
    const out = await send('/logout', { csrf: again.csrf, back: '/' }, { cookie: again.cookie });
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    const after = await send('/do/run', { ...fields, csrf: again.csrf }, { cookie: again.cookie });
    expect(after.status).toBe(401);
    expect((await rows())['rewards/8']).toBeUndefined();
  });
});

describe('whoever is not', () => {
  const fields = { asset: 'rewards', partition: '9', csrf: 'x', back: '/' };

  test('is refused in clear words, and nothing is done', async () => {
    const answer = await send('/do/run', fields);
    expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('log in first')]);
    expect((await rows())['rewards/9']).toBeUndefined();
  });

  test('cannot forge a form: not with the cookie alone, not from another page, not by GET', async () => {
    const { cookie, csrf } = await logIn();
    const other = await logIn('bert');
    for (const [body, headers] of [
      [{ ...fields, csrf: 'forged' }, { cookie }],
      [{ ...fields, csrf: other.csrf }, { cookie }],
      [
        { ...fields, csrf },
        { cookie, origin: 'http://evil.example' },
      ],
      [
        { ...fields, csrf },
        { cookie, origin: 'null' },
      ],
      [
        { ...fields, csrf },
        { cookie, 'sec-fetch-site': 'cross-site' },
      ],
    ] as const) {
      const answer = await send('/do/run', body, headers);
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('POOLTOOL_REQUEST_FORGED')]);
    }
    const query = new URLSearchParams({ ...fields, csrf }).toString();
    for (const path of ['/do/run', '/api/do/run', '/logout']) {
      expect((await fetch(`${served.address}${path}?${query}`, { headers: { cookie } })).status).toBe(404);
    }
    expect((await rows())['rewards/9']).toBeUndefined();
  });

  test('is not let in by a wrong password, and after five not by the right one; a name must be one', async () => {
    const nameless = await send('/login', { name: '<b>', password: PASSWORD, next: '/' });
    expect([nameless.status, await nameless.text()]).toEqual([401, expect.stringContaining('say who you are')]);
    for (let time = 0; time < 5; time += 1) {
      const answer = await send('/login', { name: 'anna', password: `guess ${time}`, next: '/' });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
    }
    const locked = await send('/login', { name: 'anna', password: PASSWORD, next: '/' });
    expect([locked.status, await locked.text()]).toEqual([429, expect.stringContaining('wait a quarter of an hour')]);
    expect(JSON.stringify(served.log.entries)).not.toContain(PASSWORD);
  });

  test('is not sent elsewhere by a link to the login page', async () => {
    const page = await (await fetch(`${served.address}/login?next=//evil.example`)).text();
    expect(page).toContain('name="next" value="/"');
    const answer = await send('/login', { name: 'anna', password: PASSWORD, next: 'https://evil.example/' });
    expect(answer.headers.get('location')).toBe('/');
  });
});

test('without a password and a token the console is read only, and says how to enable more', async () => {
  const plain = await serveConsole(database.pool);
  const form = (path: string) =>
    fetch(`${plain.address}${path}`, {
      method: 'POST',
      headers: { origin: plain.address },
      body: new URLSearchParams({
        asset: 'rewards',
        partition: '11',
        csrf: 'x',
        back: '/',
        name: 'a',
        password: 'b',
        next: '/',
      }),
    });
  for (const path of ['/login', '/do/run', '/logout']) {
    const answer = await form(path);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('CONSOLE_PASSWORD_HASH')]);
  }
  const program = await fetch(`${plain.address}/api/do/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: '{"asset":"rewards","partition":"11"}',
  });
  expect([program.status, await program.text()]).toEqual([403, expect.stringContaining('CONSOLE_TOKEN_HASH')]);
  expect(await (await fetch(`${plain.address}/partitions/rewards/11`)).text()).toContain('This console is read only');
  expect((await rows())['rewards/11']).toBeUndefined();
  await plain.close();
});
