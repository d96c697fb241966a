import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noChromium, openBrowser, skipReason } from '../../console/test/browser.ts';
import { type AccountsStage, accountsStage } from './accounts/accounts-stage.ts';

const LOOKS = [400, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.skipIf(noChromium)(`the reading page in Chromium${skipReason}`, () => {
  const screenshots = mkdtempSync(join(tmpdir(), 'pooltool-docs-'));
  let stage: AccountsStage;
  let address: string;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    stage = await accountsStage();
    address = await stage.api.server.listen({ host: '127.0.0.1', port: 0 });
    browser = await openBrowser(() => address);
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  test.each(LOOKS)('fits a window of $width px in $colorScheme, and is read without effort', async (look) => {
    const page = await browser.opened('/docs', look);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
    // Opened, the widest examples scroll in themselves.
    await page.locator('details').evaluateAll((all) => {
      for (const one of all) one.setAttribute('open', '');
    });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
    expect(await page.evaluate(CONTRASTS)).toEqual([]);
    await page.locator('#getPool').scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(screenshots, `${look.width}-${look.colorScheme}.png`) });
    expect(browser.faults).toEqual([]);
    await page.context().close();
  });

  test('asks nothing of anybody else, and needs no script', async () => {
    const page = await browser.opened('/openapi.json', { javaScriptEnabled: false });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${address}/docs`);
    expect(asked).toEqual([`${address}/docs`, `${address}/docs/style.css`]);
    await page.locator('nav a', { hasText: 'One pool: terms' }).click();
    expect(page.url()).toBe(`${address}/docs#getPool`);
    await page.locator('#getPool summary').first().press('Enter');
    expect(await page.locator('#getPool pre').first().isVisible()).toBe(true);
    await page.context().close();
  });

  test('has each route under its heading, and every link leads somewhere', async () => {
    const page = await browser.opened('/docs');
    const { tags, paths } = JSON.parse((await stage.ask('GET', '/openapi.json')).text);
    const names = tags.map(({ name }: { name: string }) => name.toLowerCase());
    const headings = await page.locator('main section > h2').allTextContents();
    expect(headings.map((one) => one.toLowerCase())).toEqual(names);
    const operations = Object.values<Record<string, { operationId: string }>>(paths).flatMap((item) =>
      Object.values(item),
    );
    const shown = await page.locator('main article').evaluateAll((all) => all.map(({ id }) => id));
    const asCsv = (id: string) => id.endsWith('Csv') && shown.includes(id.slice(0, -3));
    expect(operations.map(({ operationId }) => operationId).filter((id) => !asCsv(id) && !shown.includes(id))).toEqual(
      [],
    );
    const dead = await page.evaluate(
      `[...document.querySelectorAll('a[href^="#"]')].filter((a) => document.getElementById(a.hash.slice(1)) === null).map((a) => a.hash)`,
    );
    expect(dead).toEqual([]);
    await page.context().close();
  });
});

/** Texts whose contrast to what is behind them is below 4.5 to 1 (WCAG 2, AA). */
const CONTRASTS = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).slice(0, 3).map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 && element.parentElement ? behind(element.parentElement) : color;
  };
  const poor = new Set();
  for (const element of document.querySelectorAll('p, li, a, b, i, code, pre, dt, dd, summary, h1, h2, h3')) {
    const [light, dark] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => b - a);
    if ((light + 0.05) / (dark + 0.05) < 4.5) poor.add(element.tagName + ' ' + getComputedStyle(element).color + ' on ' + behind(element));
  }
  return [...poor];
})()`;
