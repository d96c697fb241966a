import { type PoolId, poolId } from '@pooltool/domain';
import { readConfig } from '@pooltool/shared-utils/config';
import { keyBook, keyHash } from '@pooltool/store/keys';
import { expect, test } from 'vitest';
import { config } from '../../src/config.ts';
import { DATA, KEY, reportOf, startReporting } from './reporting.ts';

const NODES = 200;

/** As the daemon is allowed when nobody sets anything. */
function usualAllowances() {
  const given = readConfig(config, {
    DATABASE_URL: 'postgres://127.0.0.1/none',
    NETWORK: 'preview',
    OBJECT_STORE_ENDPOINT: 'http://127.0.0.1:1',
  });
  return {
    perNode: { perSecond: given.REST_API_REPORTS_PER_SECOND, burst: given.REST_API_REPORT_BURST },
    perAddress: {
      perSecond: given.REST_API_REPORTS_OF_ADDRESS,
      burst: 10 * given.REST_API_REPORTS_OF_ADDRESS,
    },
  };
}

test('two hundred pools behind one address report block after block, each with the empty request that some scripts send after it', async () => {
  const pools = Array.from({ length: NODES }, (_, no) => poolId(no.toString(16).padStart(56, '0')));
  const book = keyBook(
    [{ hash: keyHash(KEY), user: 'host', revoked: false }],
    new Map<string, ReadonlySet<PoolId>>([['host', new Set(pools)]]),
  );
  const { send, clock, kept } = startReporting({ keys: () => book, allowances: usualAllowances() });
  const statuses = new Set<number>();
  // Two blocks at once, as happens, then one each 20 s.
  for (const waitMs of [0, 0, 20_000, 20_000]) {
    await clock.advance(waitMs);
    for (const pool of pools) {
      statuses.add((await send(reportOf(DATA, { poolId: pool }))).status);
      await send('');
    }
  }
  expect([...statuses]).toEqual([200]);
  expect(kept).toHaveLength(4 * NODES);
});

test('a node that catches up reports every five seconds for an hour and is never refused', async () => {
  const { send, clock, kept } = startReporting({ allowances: usualAllowances() });
  for (let no = 0; no < 720; no += 1) {
    await clock.advance(5_000);
    await send(reportOf({ ...DATA, blockNo: DATA.blockNo + no }));
  }
  expect(kept).toHaveLength(720);
});
