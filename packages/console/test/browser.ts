import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

export type { Browser, ConsoleMessage, Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
export const noChromium = !existsSync(CHROMIUM);
/** For the title of what is skipped without it. */
export const skipReason = noChromium ? ` (skipped: there is no ${CHROMIUM})` : '';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchChromium = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly javaScriptEnabled?: boolean;
}

/** A browser whose pages collect what goes wrong in them. */
export async function openBrowser(address: () => string) {
  const browser = await launchChromium();
  const faults: string[] = [];
  return {
    /** errors of scripts and of what a page asked for, until they are taken out */
    faults,
    opened: async (
      path: string,
      { colorScheme = 'light', width = 1280, javaScriptEnabled = true }: Look = {},
    ): Promise<Page> => {
      const context = await browser.newContext({
        colorScheme,
        javaScriptEnabled,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.goto(`${address()}${path}`);
      return page;
    },
    close: () => browser.close(),
  };
}

export const isLive = (page: Page) => page.waitForSelector('#connection[data-state="live"]');
