import { customNetwork } from '@pooltool/domain';
import { claimNetwork } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noChromium, skipReason } from '../../../console/test/browser.ts';
import { openPagesStage, type PagesStage } from './pages-stage.ts';
import { expectRequests, pagesOf } from './requests-of-pages.ts';

const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });
const NOBODY = 'ab'.repeat(28);
const PAGES = pagesOf({
  epoch: 0,
  pool: NOBODY,
  key: NOBODY,
  search: 5,
  shownBlock: { height: 0, hash: '0'.repeat(64) },
});
/** Of a pool and an address that nobody heard of. */
const NOT_THERE: Readonly<Record<string, readonly string[]>> = {
  poolEpochs: [`GET /api/pool/${NOBODY}`, `GET /api/pool/${NOBODY}`],
  address: [`file stake_history/${NOBODY.slice(0, 6)}/${NOBODY}.json`],
};
/** Of a pool nothing more is asked when it is not there. */
const ASKED_LESS = { poolEpochs: { ...PAGES.poolEpochs, own: PAGES.poolEpochs.own.slice(0, 1) } };

describe.skipIf(noChromium)(`pages before the first block, in Chromium${skipReason}`, () => {
  let database: TestDatabase;
  let stage: PagesStage;
  beforeAll(async () => {
    database = await createTestDatabase();
    await claimNetwork(database.pool, NETWORK);
    stage = await openPagesStage({ ...database, network: NETWORK });
    await stage.drain();
  });
  afterAll(async () => {
    await stage?.close();
    await database?.close();
  });

  test.each(['home', 'pools', 'poolEpochs', 'address', 'realtime', 'search', 'networkHealth', 'about'] as const)(
    '%s is rendered, and nothing goes wrong but for what is not there',
    async (name) => {
      const page = { ...PAGES, ...ASKED_LESS }[name];
      const visited = await stage.visit(page.path);
      await expectRequests(visited, page);
      expect(await visited.shown()).toMatchObject({
        epoch: '0',
        height: '0',
        staked: '0',
        synced: '0.00%',
        banner: 'none',
      });
      expect(visited.faults).toEqual([...page.missing, ...(NOT_THERE[name] ?? [])].map((one) => `404 ${one}`));
      await visited.close();
    },
  );
});
