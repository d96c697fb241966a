import { inTransaction } from '@pooltool/shared-utils/pg';
import { saveAdminMessage } from '@pooltool/store/admin';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noChromium, skipReason } from '../../../console/test/browser.ts';
import { row, simulation } from '../website/website-stage.ts';
import { openPagesStage, type PagesStage } from './pages-stage.ts';
import { expectRequests, type PageRequests, pagesOf } from './requests-of-pages.ts';
import { type ToldChain, toldChain } from './told-chain.ts';
import type { Visit } from './visited.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };

describe.skipIf(noChromium)(`pages of a chain, in Chromium${skipReason}`, () => {
  let chain: ToldChain;
  let stage: PagesStage;
  let pages: ReturnType<typeof pagesOf>;
  let historyFile: string;
  beforeAll(async () => {
    chain = await toldChain();
    stage = await openPagesStage({ url: chain.url, pool: chain.pool, network: simulation.network });
    await stage.drain();
    const { key, epoch, minter, orphan, newest: shownBlock } = chain;
    pages = pagesOf({ epoch, pool: minter, key, search: orphan.height, shownBlock });
    historyFile = `file stake_history/${key.slice(0, 6)}/${key}.json`;
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
    await chain?.close();
  });

  /** All rows as tables of a page have them: texts. Columns have names of their own. */
  const told = async (sql: string, values: readonly unknown[] = []): Promise<string[][]> => {
    const { rows } = await chain.pool.query<Record<string, unknown>>(sql, [...values]);
    return rows.map((cells) => Object.values(cells).map(String));
  };
  const opened = async (page: PageRequests, kept?: Readonly<Record<string, string>>): Promise<Visit> => {
    const visited = await stage.visit(page.path, kept);
    await expectRequests(visited, page);
    expect(visited.faults).toEqual(page.missing.map((url) => `404 ${url}`));
    return visited;
  };
  const andThen = (page: PageRequests, ...more: readonly string[]): PageRequests => ({
    ...page,
    own: [...page.own, ...more.map((url) => [url])],
  });

  test('every header tells of the newest block, its epoch and how far nodes are; a message is a banner until it is taken away', async () => {
    const visited = await opened(pages.about);
    const header = await row(
      chain.pool,
      `select b.height::text, b.epoch::text, b.epoch_slot::text as "epoch-slot", c.blocks::text as "epoch-blocks",
         s.figures ->> 'majorityHeight' as "live-tip", r.available::text as "reward-pot"
       from block b join epoch_chain c using (epoch), sync_sample s,
         (select available from reward_epoch where status = 'final' order by earned_epoch desc limit 1) r
       order by b.slot desc limit 1`,
    );
    const steady = { ...header, 'out-of-sync': 'false', synced: '100.00%' };
    await visited.expectShown({ ...steady, banner: 'none' });
    const say = (title: string, message: string) =>
      inTransaction(chain.pool, (tx) => saveAdminMessage(tx, { kind: 'web', title, message, user: null, nowMs: 0 }));
    await say('Hello', 'there');
    await visited.expectShown({ ...steady, banner: 'Hello: there' });
    await say('', '');
    await visited.expectShown({ ...steady, banner: 'none' });
    expect(visited.faults).toEqual([]);
    await visited.close();
  });

  test('home has the histograms of returns, the rewards of one’s addresses and the favourites', async () => {
    const kept = { addresses: JSON.stringify([chain.key]), favorites: JSON.stringify([chain.minter]) };
    const visited = await opened(
      andThen(
        pages.home,
        'POST /api/pivotrewards',
        `GET /api/stake_hist_meta/${chain.key}`,
        historyFile,
        `GET /api/pool/${chain.minter}`,
      ),
      kept,
    );
    const counted = (subject: string) =>
      told(
        `select frequency from ros_histogram where subject = $1
         and earned_epoch = (select max(earned_epoch) from ros_histogram) order by bucket`,
        [subject],
      );
    const frequencies = async (name: string) =>
      (await visited.rows(name)).map(([, , freq]) => [freq]).filter(([freq]) => freq !== '0');
    expect(await frequencies('pool-returns')).toEqual(await counted('pools'));
    expect(await frequencies('address-returns')).toEqual(await counted('accounts'));
    expect(await visited.rows('my-rewards')).toEqual(
      await told(
        `select $1::text, (select stake from stake_snapshot where active_epoch = $2 and credential = decode($1, 'hex')),
           (select sum(amount) from account_reward where earned_epoch = $2 and credential = decode($1, 'hex'))`,
        [chain.key, chain.epoch - 2],
      ),
    );
    expect((await visited.rows('favourite-pools')).map(([pool, , stake]) => [pool, stake])).toEqual(
      await told(`select $1::text, stake from pool_snapshot where active_epoch = $2 and pool_id = decode($1, 'hex')`, [
        chain.minter,
        chain.epoch,
      ]),
    );
    await visited.close();
  });

  test('the list of pools has each with its stake, blocks and fees, and goes on by itself, also after the API was away', async () => {
    const visited = await opened(pages.pools);
    const listed = async () =>
      (await visited.rows('pools'))
        .map((cells) => [0, 2, 8, 9, 11].map((at) => cells[at]))
        .filter(([, , , life]) => life !== '0')
        .sort(([first = ''], [second = '']) => (first < second ? -1 : 1));
    const inDatabase = () =>
      told(
        `select encode(p.pool_id, 'hex'), coalesce(s.stake, 0) as stake, coalesce(b.blocks, 0) as blocks, p.life_blocks,
           coalesce(r.operator_fee::text, '') as tax
         from pool p left join pool_snapshot s on s.pool_id = p.pool_id and s.active_epoch = $1
         left join pool_epoch_blocks b on b.pool_id = p.pool_id and b.epoch = $1
         left join pool_reward r on r.pool_id = p.pool_id and r.earned_epoch = $1 - 2
         where p.life_blocks > 0
           and not exists (select from pool_retirement t where t.pool_id = p.pool_id and t.retiring_epoch <= $1
             and not exists (select from pool_registration g where g.pool_id = t.pool_id and g.slot > t.slot)) order by 1`,
        [chain.epoch],
      );
    expect(await listed()).toEqual(await inDatabase());

    await visited.page.evaluate('window.stayed = true');
    const height = await chain.grow();
    await visited.expectShown({ height: String(height) });
    const afterBlock = await inDatabase();
    await expect.poll(listed, PATIENCE).toEqual(afterBlock);

    await stage.killApi();
    const meanwhile = await chain.grow();
    await stage.startApi();
    await visited.expectShown({ height: String(meanwhile), sockets: '2' });
    const afterRestart = await inDatabase();
    await expect.poll(listed, PATIENCE).toEqual(afterRestart);
    await expect.poll(() => visited.asked.filter((name) => name === 'GET /api/pools'), PATIENCE).toHaveLength(2);
    // Subscribed to once more when the new socket is open.
    const subscribed = () => visited.said.filter((one) => one === 'subscribe pools {}').length;
    await expect.poll(subscribed, PATIENCE).toBeGreaterThanOrEqual(2);
    expect(await visited.page.evaluate('window.stayed')).toBe(true);
    expect(visited.faults.filter((fault) => !fault.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
    await visited.close();
  });

  test('an address has its history and what that was worth', async () => {
    // Once more when its channel tells that it is ready.
    const visited = await opened(andThen(pages.address, historyFile));
    const rewards = await visited.rows('rewards');
    const inDatabase = await told(
      `select earned_epoch, sum(amount) from account_reward where credential = decode($1, 'hex') group by 1 order by 1`,
      [chain.key],
    );
    expect(rewards.map(([epoch, , , , reward]) => [epoch, reward]).filter(([, reward]) => reward !== '0')).toEqual(
      inDatabase,
    );
    expect(await visited.shown()).toMatchObject({ status: 'ready', 'processed-through': String(chain.epoch - 2) });
    const isPriced = ([epoch]: readonly string[]) => epoch === String(chain.epoch - 2);
    const [, earned] = inDatabase.find(isPriced) ?? [];
    expect(rewards.find(isPriced)?.[6]).toBe(((Number(earned) / 1e6) * 0.5).toFixed(2));
    await visited.close();
  });

  test('in real time there are the newest heights with their battles, and the next one as it comes', async () => {
    const visited = await opened(pages.realtime);
    const standing = async () =>
      (await visited.rows('heights')).filter((cells) => cells[10] !== 'false').map(([height, hash]) => [height, hash]);
    const newest = () => told(`select height, encode(hash, 'hex') from block order by slot desc limit 15`);
    await expect.poll(standing, PATIENCE).toEqual(await newest());
    await chain.grow();
    await expect.poll(standing, PATIENCE).toEqual(await newest());
    await visited.page.click('#leave');
    await expect.poll(() => visited.said.at(-1), PATIENCE).toBe(`unsubscribe blocks {"epoch":${chain.epoch}}`);
    expect(visited.faults).toEqual([]);
    await visited.close();
  });

  test('a height that is searched for has both blocks of its battle, and how many told of each', async () => {
    const visited = await opened(pages.search);
    const battle = (await visited.rows('heights')).filter((cells) => cells[9] === 'battle');
    const byHash = battle.toSorted(([, one = ''], [, other = '']) => (one < other ? -1 : 1));
    expect(byHash.map((cells) => [0, 1, 10, 5].map((at) => cells[at]))).toEqual(
      await told(
        `select height, encode(j.hash, 'hex'), chained, cardinality(r.reporters) from judged_block j join reported_block r using (hash, height)
         where height = $1 order by 2`,
        [chain.orphan.height],
      ),
    );
    expect(battle).toHaveLength(2);
    await visited.close();
  });

  test('the network’s health: versions, heights, delays of the block that is named, battles', async () => {
    const visited = await opened(pages.networkHealth);
    const { figures } = await row(chain.pool, `select figures from sync_sample order by at desc limit 1`);
    const texts = (counts: Readonly<Record<string, number>>) =>
      Object.entries(counts).map((cells) => cells.map(String));
    expect(await visited.shown()).toMatchObject({
      majority: String(figures.majorityHeight),
      versions: texts(figures.versions),
      'height-bars': texts(figures.distribution),
      'shown-block': `${chain.newest.height} ${chain.newest.hash}`,
      trends: await told(`select epoch, battles, delay_ms from battle_trend`),
    });
    const delays = (await visited.rows('raindrops')).map(([, , ms]) => Number(ms));
    expect(delays.toSorted((one, other) => one - other).map((ms) => [String(ms)])).toEqual(
      await told(`select unnest(delays) from reported_block where hash = decode($1, 'hex') order by 1`, [
        chain.newest.hash,
      ]),
    );
    expect([await visited.rows('battles'), await visited.rows('sync')].map(({ length }) => length)).toEqual([1, 1]);
    await visited.close();
  });
});
