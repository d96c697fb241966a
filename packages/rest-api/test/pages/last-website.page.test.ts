import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from '@pooltool/domain';
import { type RealtimeDatabase, startObjectStore, startRealtimeDatabase } from '@pooltool/local-cloud';
import { openObjectStore } from '@pooltool/shared-utils/aws';
import { manualClock, systemClock } from '@pooltool/shared-utils/clock';
import { openFirebase, openFirebaseReader, openTokenMaker } from '@pooltool/shared-utils/firebase';
import { memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import { openArchive } from '@pooltool/store/archive';
import { networkRoot } from '@pooltool/store/documents';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followClients } from '../../../client-writes/src/follow-clients.ts';
import { type Browser, launchChromium, noChromium, type Page, skipReason } from '../../../console/test/browser.ts';
import { documentDrain } from '../../../publisher/src/drain/drain.ts';
import { PASSWORD } from '../accounts/accounts-stage.ts';
import { CLIENT_KEY, type OldClientsStage, oldClientsStage } from '../old-clients/old-clients-stage.ts';
import { row } from '../website/website-stage.ts';
import { type PageServer, servePages } from './page-server.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };
const ROOT = networkRoot(preview);
const DEVICE = 'fcm-device'.padEnd(40, '_');
/** Those of the real service, for another network as docs/operations.md has it. */
const RULES: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../ops/firebase/database.rules.json'), 'utf8').replaceAll(
    'Mainnet',
    ROOT,
  ),
);

describe.skipIf(noChromium)(`the last website on Firebase and what the app writes, in Chromium${skipReason}`, () => {
  let realtime: RealtimeDatabase;
  let stage: OldClientsStage;
  let pages: PageServer;
  let browser: Browser;
  let api: string;
  let drain: () => Promise<void>;
  const closing: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    realtime = await startRealtimeDatabase({ projectId: 'demo', rules: RULES });
    const databaseUrl = `${realtime.url}?ns=demo`;
    stage = await oldClientsStage({ tokens: openTokenMaker({ databaseUrl, clock: manualClock(systemClock.now()) }) });
    const { pool } = stage.database;
    const objectServer = await startObjectStore({ buckets: ['documents'] });
    const [count, log] = [() => {}, memoryLog()];
    const firebase = openFirebase({ databaseUrl, root: ROOT, count });
    const objects = openObjectStore({ bucket: 'documents', region: 'us-west-2', endpoint: objectServer.url, count });
    const publisher = documentDrain({
      pool,
      network: preview,
      archive: openArchive(objects),
      sinks: { firebase, objects, root: ROOT },
      clock: systemClock,
      log,
      observe: () => {},
    });
    drain = async () => {
      for (let complete = false; !complete; ) ({ complete } = await publisher.pass());
    };
    await drain();
    const reader = openFirebaseReader({ databaseUrl, root: ROOT, count, timeoutMs: 10_000 });
    const ending = new AbortController();
    const metrics = makeMetrics({ daemon: 'client-writes', processMetrics: false });
    const parts = { reader, pool, mostAlerts: 10, clock: systemClock, log, metrics, signal: ending.signal };
    const following = await followClients(parts);
    pages = await servePages(() => {
      throw new Error('what the last website asks stands in its address');
    });
    browser = await launchChromium();
    api = await stage.api.server.listen({ host: '127.0.0.1', port: 0 });
    closing.push(
      () => browser.close(),
      () => pages.close(),
      async () => {
        ending.abort();
        await following.ended;
        await reader.close();
      },
      () => firebase.close(),
      async () => objects.close(),
      () => objectServer.stop(),
      () => stage.close(),
      () => realtime.stop(),
    );
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  async function opened(): Promise<{ readonly page: Page; readonly faults: string[] }> {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      // Firebase's SDK warns of each listener that is refused, and of an index that is not there.
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    const places = { database: `${realtime.host}:${realtime.port}`, root: ROOT, api, key: CLIENT_KEY };
    await page.goto(`${pages.origin}/last-website.html?${new URLSearchParams(places).toString()}`);
    await page.waitForFunction('window.signIn !== undefined');
    return { page, faults };
  }
  const seen = (page: Page) => page.evaluate<Record<string, ReturnType<typeof JSON.parse>>>('window.seen');
  const call = <Answer = string>(page: Page, name: string, ...given: readonly unknown[]): Promise<Answer> =>
    page.evaluate<Answer>(`window.${name}(${given.map((one) => JSON.stringify(one)).join()})`);

  test('who signs in by REST is signed in at Firebase, reads what is his and everybody’s, and what he writes reaches his account', async () => {
    const { user, address } = await stage.appUser(0);
    const { hash } = stage.payer(0);
    const { token } = (await stage.ask('POST', '/auth/login', { body: { stake_key: address, password: PASSWORD } }))
      .json;
    await drain();
    const { page, faults } = await opened();
    const newest = await row(
      stage.database.pool,
      `select height::int as block, epoch, epoch_slot as slot, encode(hash, 'hex') as hash, encode(pool_id, 'hex') as pool from block order by slot desc limit 1`,
    );
    await expect
      .poll(async () => (await seen(page))['recent_block'], PATIENCE)
      .toMatchObject({ hash: newest.hash, block: newest.block });
    await call(page, 'listen', `epochs/${newest.epoch}`);
    await expect.poll(async () => (await seen(page))[`epochs/${newest.epoch}`]?.blocks, PATIENCE).toBe(newest.block);
    await expect
      .poll(async () => Object.keys((await seen(page))['stake_pools'] ?? {}), PATIENCE)
      .toContain(newest.pool);
    expect((await seen(page))['stake_pools'][newest.pool].d).toBe(false);

    expect(await call(page, 'signIn', address, PASSWORD)).toBe(user);
    await expect
      .poll(async () => (await seen(page))[`users/privMeta/${user}`], PATIENCE)
      .toMatchObject({ authority: 'delegator', myAddresses: { [hash]: { proven: true } } });
    expect(await call(page, 'write', `users/privMeta/${user}/myAddresses/${hash}/nickname`, 'cold')).toBe('written');
    expect(await call(page, 'write', `users/auth/${user}/gcm_token`, DEVICE)).toBe('written');
    expect(await call(page, 'write', `legacy_alerts/${newest.pool}/saturation/${DEVICE}`, { limit: 0.999 })).toBe(
      'written',
    );
    const settings = async () =>
      (await stage.ask('GET', `/api/user/${user}`, { token: String(token) })).json['settings'];
    await expect.poll(settings, PATIENCE).toMatchObject({ addressNicknames: { [hash]: 'cold' } });
    await expect
      .poll(() => row(stage.database.pool, `select kind, terms from pool_alert where token = $1`, [DEVICE]), PATIENCE)
      .toEqual({ kind: 'saturation', terms: { limit: 0.999 } });
    await drain();
    expect((await seen(page))[`users/privMeta/${user}`].myAddresses[hash]).toEqual({ proven: true, nickname: 'cold' });
    expect(faults).toEqual([]);
    await page.close();
  });

  test('a stranger reads nothing of a user and writes nothing of his', async () => {
    const { user } = await stage.appUser(1);
    await drain();
    const { page } = await opened();
    await call(page, 'listen', `users/privMeta/${user}`);
    await expect.poll(async () => (await seen(page))[`users/privMeta/${user}`], PATIENCE).toMatch(/permission_denied/i);
    const path = `users/privMeta/${user}/myAddresses/${stage.payer(1).hash}/nickname`;
    expect(await call(page, 'write', path, 'mine')).toMatch(/permission_denied/i);
    expect(await call(page, 'write', 'recent_block', {})).toMatch(/permission_denied/i);
    await page.close();
  });
});
