import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRegistry, defineAsset, defineSensor, meta, need, startWorker, type Worker } from '@pooltool/pipeline';
import { manualClock, systemClock } from '@pooltool/shared-utils/clock';
import { hashPassword } from '@pooltool/shared-utils/crypto';
import { memoryLog } from '@pooltool/shared-utils/log';
import { type Jobs, openJobs } from '@pooltool/store/jobs';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SESSION_MS } from '../src/access/sessions.ts';
import { isLive, noChromium, openBrowser, skipReason } from './browser.ts';
import { serveConsole } from './served.ts';
import { epochs } from './small-assets.ts';

const PASSWORD = 'Sonnenblume 7';

/** What `held` runs wait for before they end. */
let release = Promise.withResolvers<void>();

const registry = buildRegistry({
  name: 'epoch',
  assets: [
    defineAsset({
      name: 'pots',
      description: 'The pots of an epoch',
      partitions: epochs,
      load: async ({ partition, log }) => {
        log.info({ partition }, 'pots.loaded');
        return Number(partition);
      },
      compute: (epoch) => BigInt(13_000_000 - epoch * 25_000 + (epoch % 3) * 9_000) * 1_000_000_000n,
      save: async () => {},
      metadata: (reserves, epoch) => ({
        reserves: meta.amount(reserves, 'lovelace'),
        pools: meta.count(2_900 + (epoch % 5) * 7),
      }),
      checks: [
        { name: 'reserves shrink', severity: 'blocking', check: () => ({ passed: true, detail: {} }) },
        {
          name: 'near the forecast',
          severity: 'warning',
          check: ({ loaded }) => ({ passed: loaded % 4 !== 0, detail: { off: 12 } }),
        },
      ],
    }),
    defineAsset({
      name: 'held',
      description: 'What takes its time',
      partitions: epochs,
      needs: [need('pots')],
      automation: 'never',
      load: ({ signal }) =>
        Promise.race([
          release.promise,
          new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        ]),
      compute: () => null,
      save: async () => {},
    }),
  ],
});
const sensor = defineSensor({
  name: 'arrivals',
  description: 'Looks for pots that arrived',
  intervalMs: 3_600_000,
  evaluate: async () => ({ cursor: 'epoch 7', skipReason: 'no dump has arrived since epoch 7' }),
});

describe.skipIf(noChromium)(`the buttons of the console in Chromium${skipReason}`, () => {
  const screenshots = mkdtempSync(join(tmpdir(), 'pooltool-console-buttons-'));
  const clock = manualClock(systemClock.now());
  let database: TestDatabase;
  let jobs: Jobs;
  let worker: Worker;
  let served: Awaited<ReturnType<typeof serveConsole>>;
  let browser: Awaited<ReturnType<typeof openBrowser>>;

  beforeAll(async () => {
    database = await createTestDatabase();
    const log = memoryLog();
    jobs = await openJobs({ connectionString: database.url, applicationName: 'test', log });
    const { pool } = database;
    worker = await startWorker({
      pool,
      jobs,
      registry,
      sensors: [sensor],
      clock: systemClock,
      log,
      name: 'worker@garden',
      sweepMs: 50,
      onHalt: () => {},
    });
    served = await serveConsole(pool, { clock, settings: { passwordHash: await hashPassword(PASSWORD) } });
    browser = await openBrowser(() => served.address);
  });
  afterAll(async () => {
    release.resolve();
    await browser?.close();
    await served?.close();
    await worker?.stop({ graceMs: 0 });
    await jobs?.close({ graceMs: 0 });
    await database?.close();
  });

  async function logIn(page: Page, password = PASSWORD): Promise<void> {
    await page.click('.who a');
    await page.fill('input[name="name"]', 'anna');
    await page.fill('input[name="password"]', password);
    await page.click('#log-in');
  }
  const picture = (page: Page, name: string) =>
    page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  const hasState = (page: Page, state: string) => page.waitForSelector(`#state[data-state="${state}"]`);

  test('a wrong password is told on the page, the right one leads back to where one was', async () => {
    const page = await browser.opened('/partitions/pots/7');
    expect(await page.locator('button').count()).toBe(0);
    await logIn(page, 'guess');
    expect(await page.textContent('#fault')).toBe('the password is wrong');
    expect(await page.inputValue('input[name="name"]')).toBe('anna');
    await page.fill('input[name="password"]', PASSWORD);
    await page.click('#log-in');
    await page.waitForURL('**/partitions/pots/7');
    expect(await page.textContent('.who')).toContain('anna');
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.click('#log-out');
    await page.waitForSelector('.who a');
    await page.context().close();
    expect(browser.faults.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  test('a partition is asked for by its button and becomes ok before the eyes', async () => {
    const page = await browser.opened('/partitions/pots/7');
    await logIn(page);
    await page.waitForURL('**/partitions/pots/7');
    expect(await page.textContent('.why')).toContain('never asked for');
    await page.click('button.main');
    expect(await page.textContent('#told')).toContain('asked for pots/7');
    await hasState(page, 'ok');
    expect(await page.textContent('#asked-by')).toBe('console anna');
    expect(await page.textContent('.log')).toContain('pots.loaded');
    expect(served.log.of('console.action').at(-1)).toMatchObject({
      action: 'run',
      who: 'anna',
      asset: 'pots',
      partition: '7',
    });
    await page.context().close();
    expect(browser.faults).toEqual([]);
  });

  test('a backfill is asked for by its form; its runs become a line of figures', async () => {
    const page = await browser.opened('/assets/pots');
    await logIn(page);
    await page.fill('input[name="from"]', '1');
    await page.fill('input[name="to"]', '40');
    await page.click('#backfill');
    expect(await page.textContent('#told')).toContain('asked for 39 partitions of pots');
    await isLive(page);
    await page.waitForSelector('.states:has-text("40 ok")');
    expect(await page.locator('.cell[data-state="ok"]').count()).toBe(40);
    await page.waitForSelector('.plot canvas');
    await picture(page, 'asset-light');
    await page.fill('input[name="from"]', '3o');
    await page.click('#backfill');
    expect(await page.textContent('#told[role="alert"]')).toContain('"3o" is not a partition of epoch');
    await page.goto(`${served.address}/partitions/pots/8`);
    await page.waitForSelector('.plot canvas');
    await picture(page, 'run-light');
    await page.context().close();
    expect(browser.faults).toEqual([]);
  });

  test('a run under way is cancelled by its button, also without JavaScript', async () => {
    const page = await browser.opened('/partitions/held/7', { javaScriptEnabled: false });
    await logIn(page);
    await page.click('button.main');
    await page.goto(`${served.address}/partitions/held/7`);
    await expect.poll(async () => (await page.reload()) && page.getAttribute('#state', 'data-state')).toBe('running');
    await page.click('button.grave');
    expect(await page.textContent('#told')).toContain('cancelled held/7');
    expect(await page.textContent('#state')).toContain('cancelled by console anna');
    release.resolve();
    release = Promise.withResolvers();
    await page.context().close();
  });

  test('what waits says what it waits for', async () => {
    const page = await browser.opened('/partitions/held/900');
    await logIn(page);
    await page.click('button.main');
    await page.waitForSelector('.why a[href="/partitions/pots/900"]');
    expect(await page.textContent('.why')).toContain('asked for by console anna; waits for pots/900');
    await picture(page, 'waiting-light');
    await page.context().close();
  });

  test('a sensor is switched off and on, and its looks are told', async () => {
    const page = await browser.opened('/sensors', { colorScheme: 'dark' });
    await logIn(page);
    expect(await page.textContent('.sensor')).toContain('no dump has arrived since epoch 7');
    await page.click('.sensor button');
    expect(await page.textContent('.sensor .tag')).toBe('switched off');
    await picture(page, 'sensors-dark');
    await page.click('.sensor button');
    expect(await page.textContent('#told')).toContain('arrivals is switched on');
    await page.waitForSelector('.ticks tbody tr:nth-child(2)');
    await page.context().close();
    expect(browser.faults).toEqual([]);
  });

  test('arrow keys go through the grid, and what a cell says is told below', async () => {
    const page = await browser.opened('/assets');
    await isLive(page);
    await page.focus('a.cell[href="/partitions/pots/40"]');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('/partitions/pots/39');
    expect(await page.textContent('.cell-says')).toContain('pots 39: ok');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('/partitions/held/39');
    await page.selectOption('select[name="state"]', 'cancelled');
    await page.click('#choose');
    await page.waitForURL('**state=cancelled**');
    expect(await page.locator('.cell').count()).toBe(1);
    await page.context().close();
    expect(browser.faults).toEqual([]);
  });

  test('a session that has ended is told, and nothing is done', async () => {
    const page = await browser.opened('/partitions/pots/77');
    await logIn(page);
    await page.waitForSelector('button.main');
    await clock.advance(SESSION_MS);
    await page.click('button.main');
    expect(await page.textContent('#main')).toContain('your session has ended: log in again');
    await page.click('#main a[href^="/login"]');
    expect(await page.inputValue('input[name="next"]')).toBe('/partitions/pots/77');
    await page.goto(`${served.address}/partitions/pots/77`);
    expect(await page.getAttribute('#state', 'data-state')).toBe('missing');
    await page.context().close();
    expect(browser.faults.splice(0)).toEqual([expect.stringContaining('401')]);
  });
});
