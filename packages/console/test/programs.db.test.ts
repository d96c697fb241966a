import { tellPipeline } from '@pooltool/pipeline';
import { hashPassword, sha256Hex } from '@pooltool/shared-utils/crypto';
import { loadPartitionsOf } from '@pooltool/store/pipeline';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serveConsole } from './served.ts';
import { smallRegistry, smallSensors } from './small-assets.ts';

const PASSWORD = 'Sonnenblume 7';
const TOKEN = 'a'.repeat(43);

let database: TestDatabase;
let passwordHash: string;
beforeAll(async () => {
  [database, passwordHash] = await Promise.all([createTestDatabase(), hashPassword(PASSWORD)]);
  await tellPipeline(database.pool, smallRegistry(), smallSensors);
});
afterAll(() => database.close());

let served: Awaited<ReturnType<typeof serveConsole>>;
beforeEach(async () => {
  served = await serveConsole(database.pool, { settings: { passwordHash, tokenHash: sha256Hex(TOKEN) } });
  return () => served.close();
});

const rows = async () =>
  Object.fromEntries(
    (await loadPartitionsOf(database.pool, ['rewards', 'epoch_params'])).map((row) => [
      `${row.asset}/${row.partition}`,
      row,
    ]),
  );

describe('a program', () => {
  const ask = (path: string, body: unknown, authorization?: string) =>
    fetch(`${served.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body: JSON.stringify(body),
    });

  test('does the same with its token', async () => {
    const answer = await ask(
      '/api/do/backfill',
      { asset: 'epoch_params', from: 20, to: 21, only: 'all' },
      `Bearer ${TOKEN}`,
    );
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        says: 'asked for 2 partitions of epoch_params',
        places: [
          { asset: 'epoch_params', partition: '20' },
          { asset: 'epoch_params', partition: '21' },
        ],
      },
    ]);
    expect((await rows())['epoch_params/20']?.requestedBy).toBe('console program, backfill');
  });

  test('is refused without it, with another, and with a session of a person', async () => {
    const login = new URLSearchParams({ name: 'anna', password: PASSWORD, next: '/' });
    const loggedIn = await fetch(`${served.address}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: served.address },
      body: login,
    });
    const [cookie = ''] = (loggedIn.headers.get('set-cookie') ?? '').split(';');
    expect(cookie).not.toBe('');
    const body = { asset: 'rewards', partition: '10' };
    expect((await ask('/api/do/run', body)).status).toBe(401);
    expect((await ask('/api/do/run', body, `Bearer ${'b'.repeat(43)}`)).status).toBe(401);
    const headers = { cookie, origin: served.address, 'content-type': 'application/json' };
    expect(
      (await fetch(`${served.address}/api/do/run`, { method: 'POST', headers, body: JSON.stringify(body) })).status,
    ).toBe(401);
    expect((await ask('/api/do/run', { asset: 'rewards' }, `Bearer ${TOKEN}`)).status).toBe(400);
    expect((await rows())['rewards/10']).toBeUndefined();
  });

  test('may ask as often at once as it likes, also from where somebody forgot a password', async () => {
    for (let time = 0; time < 5; time += 1) {
      await fetch(`${served.address}/login`, {
        method: 'POST',
        headers: { origin: served.address },
        body: new URLSearchParams({ name: 'anna', password: `wrong ${time}`, next: '/' }),
      });
    }
    const asked = Array.from({ length: 12 }, (_, nr) =>
      ask('/api/do/run', { asset: 'epoch_params', partition: `${40 + nr}` }, `Bearer ${TOKEN}`),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses).toEqual(statuses.map(() => 200));
  });

  test('that guesses tokens keeps no person from logging in', async () => {
    for (let time = 0; time < 8; time += 1) {
      const guess = await ask('/api/do/run', { asset: 'rewards', partition: '12' }, `Bearer ${'c'.repeat(30)}${time}`);
      expect(guess.status).toBe(401);
    }
    const loggedIn = await fetch(`${served.address}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: served.address },
      body: new URLSearchParams({ name: 'anna', password: PASSWORD, next: '/' }),
    });
    expect(loggedIn.status).toBe(303);
  });
});
