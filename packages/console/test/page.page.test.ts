import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellPipeline } from '@pooltool/pipeline';
import { systemClock } from '@pooltool/shared-utils/clock';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { assetRunQueue, channelQueue, sendJob } from '@pooltool/store/jobs';
import { announce } from '@pooltool/store/pipeline';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grouped } from '../src/page/figures.ts';
import { isLive, noChromium, openBrowser, skipReason } from './browser.ts';
import { serveConsole } from './served.ts';
import { smallRegistry, smallSensors, wholeRegistry } from './small-assets.ts';
import { CHECK_FAILED, networkStarted, recordChain, recordRequest, recordRewards, recordRun } from './small-truth.ts';

const EPOCHS = 10;
const network = networkStarted(EPOCHS * 3_600 + 2_500, systemClock.now());
const nowSlot = EPOCHS * 3_600 + 2_500;

/** An hour of blocks as chance would have it, the same each time; the last one is seconds ago. */
const lastHour: number[] = [];
for (let at = nowSlot - 3_590, seed = 42; at < nowSlot - 3; ) {
  lastHour.push(at);
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  at += 1 + Math.floor(-20 * Math.log(1 - seed / 2 ** 31));
}
const earlier = Array.from({ length: EPOCHS * 30 }, (_, index) => 60 + index * 115).filter(
  (at) => at < nowSlot - 3_600,
);

describe.skipIf(noChromium)(`the console in Chromium${skipReason}`, () => {
  const screenshots = mkdtempSync(join(tmpdir(), 'pooltool-console-'));
  let database: TestDatabase;
  let served: Awaited<ReturnType<typeof serveConsole>>;
  let browser: Awaited<ReturnType<typeof openBrowser>>;

  beforeAll(async () => {
    database = await createTestDatabase();
    await fillPipeline(database);
    await recordChain(database.pool, network, { slots: [...earlier, ...lastHour] });
    await recordRewards(database.pool, EPOCHS);
    served = await serveConsole(database.pool);
    browser = await openBrowser(() => served.address);
  });

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await database?.close();
  });

  test('shows what the database holds, and goes on with it without being loaded again', async () => {
    const page = await browser.opened('/');
    const blocks = earlier.length + lastHour.length;
    expect(await page.textContent('#tip-height')).toBe(grouped(blocks));
    expect(await page.textContent('[data-epoch="7"] .tag')).toBe('final');
    expect(await page.textContent('[data-epoch="8"] .tag')).toBe('forecast');
    const { rows } = await database.pool.query<{ reserves: bigint }>('select reserves from epoch_pots where epoch = 7');
    const reserves = page.locator('[data-epoch="7"] data').nth(1);
    expect(await reserves.getAttribute('value')).toBe(String(rows[0]?.reserves));
    expect(await reserves.textContent()).toBe('13,108,277,356');
    expect(await reserves.getAttribute('title')).toContain(
      '13108277356135808 lovelace'.replace(/\B(?=(\d{3})+(?!\d))/g, ','),
    );

    await isLive(page);
    await page.waitForSelector('#blocks-chart canvas');
    await page.evaluate('window.stayed = true');
    await recordChain(database.pool, network, { slots: [nowSlot + 1], firstHeight: blocks + 1 });
    await page.locator('#tip-height', { hasText: grouped(blocks + 1) }).waitFor();
    expect(await page.evaluate('window.stayed')).toBe(true);
    expect(browser.faults).toEqual([]);
    await page.context().close();
  });

  test('a cell changes its state when its run ends, and keeps the focus', async () => {
    const page = await browser.opened('/');
    await isLive(page);
    const cell = page.locator('a[href="/partitions/rewards/7"]');
    expect(await cell.getAttribute('data-state')).toBe('running');
    await cell.focus();
    await recordRun(database.pool, {
      asset: 'rewards',
      partition: 7,
      inputs: { stake_snapshot: { 7: null } },
      state: 'failed',
      error: CHECK_FAILED,
    });
    await inTransaction(database.pool, (tx) =>
      announce(tx, { asset: 'rewards', partition: '7', state: 'failed', run: null }),
    );
    await page.waitForSelector('a[href="/partitions/rewards/7"][data-state="failed"]');
    expect(await page.evaluate(`document.activeElement.getAttribute('href')`)).toBe('/partitions/rewards/7');
    expect(await page.textContent('.failures')).toContain('books balance: the pots of epoch 9 miss 1 lovelace');
    expect(browser.faults).toEqual([]);
    await page.context().close();
  });

  test('a cell leads to its run: steps, metadata, checks, log, error and causes', async () => {
    const page = await browser.opened('/');
    await page.click('a[href="/partitions/rewards/7"]');
    await page.waitForURL('**/partitions/rewards/7');
    const text = (await page.textContent('#main')) ?? '';
    for (const told of ['POOLTOOL_CHECK_FAILED', 'because 23514', 'load', '2.31 s', 'made from', 'All runs']) {
      expect(text.toLowerCase()).toContain(told.toLowerCase());
    }
    await page.goto(`${served.address}/runs/99999`);
    expect(await page.textContent('#main')).toContain('there is no run 99999');
    await page.context().close();
    // Chromium tells a 404 of a page as an error of the console.
    expect(browser.faults.splice(0)).toEqual([expect.stringContaining('404')]);
  });

  test('nothing on the page is wider than the window, whatever its width', async () => {
    for (const path of [
      '/',
      '/partitions/rewards/7',
      '/partitions/rewards/5',
      '/assets',
      '/assets/rewards',
      '/sensors',
      '/login',
    ]) {
      const page = await browser.opened(path, { width: 360 });
      for (const width of [360, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${path} at ${width}`).toBe(width);
      }
      await page.context().close();
    }
  });

  test('without JavaScript the same figures are there', async () => {
    const page = await browser.opened('/', { javaScriptEnabled: false });
    expect(await page.locator('.grid tbody tr').count()).toBe(4);
    expect(await page.locator('.picture rect').count()).toBe(60);
    expect(await page.textContent('#documents-waiting')).toMatch(/^[\d,]+$/);
    await page.context().close();
  });

  test.each([
    ['light', 1280, '/'],
    ['dark', 1280, '/'],
    ['light', 390, '/'],
    ['light', 1280, '/partitions/rewards/7'],
    ['dark', 1280, '/partitions/rewards/5'],
    ['light', 1280, '/assets'],
    ['dark', 390, '/assets'],
    ['light', 1280, '/assets/rewards'],
    ['dark', 1280, '/sensors'],
    ['light', 390, '/partitions/rewards/7'],
  ] as const)('is pictured %s at %i: %s', async (colorScheme, width, path) => {
    const page = await browser.opened(path, { colorScheme, width });
    await isLive(page);
    if (path === '/') await page.waitForSelector('#blocks-chart canvas');
    const file = join(screenshots, `${colorScheme}-${width}${path.replaceAll('/', '-')}.png`);
    const picture = await page.screenshot({ path: file, fullPage: true });
    expect(picture.length).toBeGreaterThan(10_000);
    await page.context().close();
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['dark', 390],
  ] as const)('sixteen assets are pictured %s at %i, each text within its box', async (colorScheme, width) => {
    await tellPipeline(database.pool, wholeRegistry(), smallSensors);
    const page = await browser.opened('/assets', { colorScheme, width });
    const over = await page.evaluate(`[...document.querySelectorAll('.node')].filter((node) => {
      const box = node.querySelector('rect').getBoundingClientRect();
      return [...node.querySelectorAll('text')].some((text) => text.getBoundingClientRect().right > box.right);
    }).map((node) => node.dataset.asset)`);
    expect(over).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.screenshot({ path: join(screenshots, `whole-${colorScheme}-${width}.png`), fullPage: true });
    await page.context().close();
  });
});

/** Four assets over ten epochs: made, stale, failed, running, requested and missing ones. */
async function fillPipeline({ pool }: TestDatabase): Promise<void> {
  await tellPipeline(pool, smallRegistry(), smallSensors);
  const runs = new Map<string, bigint>();
  const made = async (asset: string, partition: number, needs: readonly string[], more = {}) => {
    const inputs = Object.fromEntries(
      needs.map((need) => [need, { [partition]: runs.get(`${need} ${partition}`)?.toString() ?? null }]),
    );
    runs.set(`${asset} ${partition}`, await recordRun(pool, { asset, partition, inputs, ...more }));
  };
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    await made('epoch_params', epoch, []);
    if (epoch < 9) await made('stake_snapshot', epoch, []);
    else
      await made('stake_snapshot', epoch, [], {
        state: 'failed',
        error: {
          ...CHECK_FAILED,
          code: 'POOLTOOL_SNAPSHOT_FILE_UNREADABLE',
          message: 'the snapshot file of epoch 9 is cut short at byte 18,442,117',
        },
      });
    if (epoch < 9) await made('rewards_forecast', epoch, ['epoch_params', 'stake_snapshot']);
    if (epoch < 7) await made('rewards', epoch, ['epoch_params', 'stake_snapshot'], { metadata: METADATA });
  }
  await recordRun(pool, { asset: 'rewards', partition: 7, state: 'running', inputs: { stake_snapshot: { 7: null } } });
  await recordRequest(pool, 'rewards', 8);
  // Made anew: what was made from it is stale.
  await made('stake_snapshot', 4, []);
  const run = runs.get('rewards 5') ?? 0n;
  await pool.query(
    `insert into asset_check values ($1, 'books balance', 'blocking', true, '{"off": "0"}'), ($1, 'near the forecast', 'warning', false, '{"lovelace": "12"}')`,
    [run],
  );
  await pool.query(
    `insert into asset_log values ($1, 1, now(), 'info', 'rewards.loaded', '{"pools": 2941, "members": 1312345}'), ($1, 2, now(), 'warn', 'rewards.unregistered', '{"accounts": 412}')`,
    [run],
  );
  await pool.query(
    `insert into sensor (name, ticked_at) values ('ledger_arrivals', now() - interval '7 s'), ('payout_reached', now() - interval '31 s')`,
  );
  await inTransaction(pool, async (tx) => {
    await sendJob(tx, assetRunQueue('epochs'), { asset: 'rewards', partition: '8' });
    for (const kind of ['block_minted', 'reward']) await sendJob(tx, channelQueue('telegram'), { kind });
  });
  await pool.query(
    `insert into sensor_tick values ('ledger_arrivals', 1, now(), 'requested', null, 2), ('payout_reached', 1, now(), 'skipped', 'epoch 10 has not ended', 0)`,
  );
}

const METADATA = {
  pools: { kind: 'count', value: '2941' },
  'member rewards': { kind: 'amount', value: '17123456789012', unit: 'lovelace' },
  efficiency: { kind: 'ratio', numerator: '21300', denominator: '21600' },
  'time in the engine': { kind: 'duration', ms: 148 },
  digest: { kind: 'text', value: '9e0f3ad0b6ad2c2e' },
};
