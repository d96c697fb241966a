import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noChromium, skipReason } from '../../../console/test/browser.ts';
import { row, simulation } from '../website/website-stage.ts';
import { openPagesStage, type PagesStage } from './pages-stage.ts';
import { expectRequests, type PageRequests, pagesOf } from './requests-of-pages.ts';
import { type ToldChain, toldChain } from './told-chain.ts';
import type { Visit } from './visited.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };

describe.skipIf(noChromium)(`pages of a pool, in Chromium${skipReason}`, () => {
  let chain: ToldChain;
  let stage: PagesStage;
  let pages: ReturnType<typeof pagesOf>;
  beforeAll(async () => {
    chain = await toldChain();
    stage = await openPagesStage({ url: chain.url, pool: chain.pool, network: simulation.network });
    await stage.drain();
    const { key, epoch, minter, orphan, newest: shownBlock } = chain;
    pages = pagesOf({ epoch, pool: minter, key, search: orphan.height, shownBlock });
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
    await chain?.close();
  });

  const opened = async (page: PageRequests): Promise<Visit> => {
    const visited = await stage.visit(page.path);
    await expectRequests(visited, page);
    expect(visited.faults).toEqual(page.missing.map((url) => `404 ${url}`));
    return visited;
  };
  const texts = async (sql: string, values: readonly unknown[]): Promise<string[][]> => {
    const { rows } = await chain.pool.query<Record<string, unknown>>(sql, [...values]);
    return rows.map((cells) => Object.values(cells).map(String));
  };

  test('epochs: its blocks, stake and earnings by epoch, and a return in percent', async () => {
    const visited = await opened(pages.poolEpochs);
    const shown = await visited.rows('history');
    const inDatabase = await texts(
      `select e.epoch, coalesce(b.blocks, 0) as blocks, coalesce(s.stake, 0) as stake, coalesce(r.delegators_reward, 0) as rewards,
         coalesce(r.operator_fee, 0) as fees, a.ros_1 as ros
       from generate_series(0, $2::int) as e (epoch)
       left join pool_epoch_blocks b on b.epoch = e.epoch and b.pool_id = decode($1, 'hex')
       left join pool_snapshot s on s.active_epoch = e.epoch and s.pool_id = decode($1, 'hex')
       left join pool_reward r on r.earned_epoch = e.epoch and r.pool_id = decode($1, 'hex')
       left join pool_average a on a.earned_epoch = e.epoch and a.pool_id = decode($1, 'hex')
       where b.blocks is not null or s.stake is not null order by 1 desc`,
      [chain.minter, chain.epoch],
    );
    const cells = (at: number) => shown.map((one) => one[at]);
    for (const [at, column] of [0, 1, 3, 4, 5].entries()) {
      expect(cells(column)).toEqual(inDatabase.map((one) => one[at]));
    }
    const paid = inDatabase.filter(([epoch]) => Number(epoch) <= chain.epoch - 2);
    expect(shown.filter((one) => one[7] === 'paid').map((one) => one[6])).toEqual(
      paid.map(([, , , , , ros]) => (ros === 'null' ? '' : `${(Number(ros) * 100).toFixed(2)}%`)),
    );
    const [widget] = await texts(
      `select p.life_blocks, s.stake from pool p join pool_snapshot s using (pool_id) where active_epoch = $2 and pool_id = decode($1, 'hex')`,
      [chain.minter, chain.epoch],
    );
    const told = await visited.shown();
    expect([told['pool-blocks'], told['pool-stake']]).toEqual(widget);
    await visited.close();
  });

  test('blocks: those it made, a blank row where it lost one, and what stands around', async () => {
    const visited = await opened(pages.poolBlocks);
    const made = await texts(
      `select height, epoch, epoch_slot, encode(hash, 'hex') as hash from block where pool_id = decode($1, 'hex') and epoch = $2 order by height`,
      [chain.minter, chain.epoch],
    );
    const shown = await visited.rows('blocks');
    expect(shown.filter((cells) => cells.length > 1).map((cells) => [0, 1, 2, 4].map((at) => cells[at]))).toEqual(made);
    expect(shown.filter(([height]) => height === '')).toHaveLength(1);
    await visited.page.click('#explore');
    await expect.poll(() => visited.rows('around').catch(() => []), PATIENCE).not.toHaveLength(0);
    const first = Number(made[0]?.[0]);
    const around = await texts(`select height from block where abs(height - $1) <= 5 order by height`, [first]);
    const heights = [...new Set((await visited.rows('around')).map(([height]) => height))];
    expect(heights).toEqual(around.flat());
    await visited.close();
  });

  test('orphans: what it lost, and what stands beside it', async () => {
    const visited = await opened(pages.poolOrphans);
    const { height, hash } = chain.orphan;
    expect((await visited.rows('orphans')).map((cells) => [cells[0], cells[4]])).toEqual([[String(height), hash]]);
    await visited.page.click('#explore');
    await expect.poll(() => visited.rows('around').catch(() => []), PATIENCE).toContainEqual([String(height), hash]);
    expect(visited.faults).toEqual([`404 ${pages.poolOrphans.missing[0]}`]);
    await visited.close();
  });

  test('metrics: its files, and the blocks that are expected of its stake', async () => {
    const visited = await opened(pages.poolMetrics);
    const { share, slot } = await row(
      chain.pool,
      `select s.stake::float8 / e.active_stake::float8 as share, (select epoch_slot from block order by slot desc limit 1) as slot
       from pool_snapshot s join snapshot_epoch e using (active_epoch) where active_epoch = $2 and pool_id = decode($1, 'hex')`,
      [chain.minter, chain.epoch],
    );
    expect(await visited.shown()).toMatchObject({ 'expected-blocks': (slot * 0.05 * share).toFixed(3) });
    await visited.close();
  });

  test('the curve is drawn from the present epoch’s parameters', async () => {
    const visited = await opened(pages.poolCurve);
    expect((await visited.shown())['curve']).toMatch(/^\d+ \d+$/);
    await visited.close();
  });

  test('awards: those of its blocks', async () => {
    const visited = await opened(pages.poolAwards);
    const { awards } = await row(
      chain.pool,
      `select count(*)::int as awards from milestone where pool_id = decode($1, 'hex')`,
      [chain.minter],
    );
    expect([(await visited.rows('awards')).length, awards > 0]).toEqual([awards, true]);
    await visited.close();
  });

  test('who is not signed in is told nothing of its administration, and the page is whole', async () => {
    const visited = await stage.visit(pages.poolAdmin.path);
    await expectRequests(visited, pages.poolAdmin);
    expect((await visited.shown())['delegator-update']).toBe('false');
    expect(visited.faults).toEqual([`401 GET /api/admin/delegator_update/${chain.minter}`]);
    await visited.close();
  });
});
