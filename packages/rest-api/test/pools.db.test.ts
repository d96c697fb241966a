import { poolId } from '@pooltool/domain';
import { everyPool, listedPools } from '@pooltool/store/website';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stage } from '../../epoch-processing/test/stage.ts';
import { expectDocumented } from './documented.ts';
import { serveApi } from './served-api.ts';
import { followedStage, simulation } from './website/website-stage.ts';

interface ToldPool {
  readonly pool: string;
  readonly bech32: string;
  readonly activeStake: string;
  readonly retiredSince: number | null;
}

describe('pools for programs', () => {
  let stage: Stage;
  let ask: (url: string) => Promise<{ status: number; body: string; link: string }>;
  let whole: readonly ToldPool[];
  beforeAll(async () => {
    stage = await followedStage();
    const { server } = serveApi({ pool: stage.pool, network: simulation.network });
    ask = async (url) => {
      const { statusCode, body, headers } = await server.inject(url);
      return { status: statusCode, body, link: String(headers['link'] ?? '') };
    };
    whole = JSON.parse((await ask('/v1/pools?limit=1000')).body).pools;
  }, 120_000);
  afterAll(() => stage?.close());

  test('are all that there are, by their ids', async () => {
    expectDocumented('/v1/pools', await ask('/v1/pools'));
    expect(whole.map(({ pool }) => pool)).toEqual([...(await everyPool(stage.pool))].sort());
    expect(whole.length).toBeGreaterThan(2);
  });

  test('are each the same alone, by hex and by bech32, with amounts as texts that hold all digits', async () => {
    const [first] = whole;
    const [truth] = await listedPools(stage.pool, [poolId(first?.pool ?? '')]);
    expect(BigInt(first?.activeStake ?? '-1')).toBe(truth?.activeStake);
    const alone = await ask(`/v1/pools/${first?.pool}`);
    expectDocumented('/v1/pools/:pool', alone);
    expect(JSON.parse(alone.body)).toEqual(first);
    expect((await ask(`/v1/pools/${first?.bech32}`)).body).toBe(alone.body);
  });

  test('come in pages that lose nothing, filtered or not', async () => {
    for (const filter of ['', '&retired=false', '&retired=true']) {
      const paged: ToldPool[] = [];
      for (let cursor = ''; ; ) {
        const { pools, next } = JSON.parse((await ask(`/v1/pools?limit=2${filter}${cursor}`)).body);
        expect(pools.length).toBeLessThanOrEqual(2);
        paged.push(...pools);
        if (next === null) break;
        cursor = `&cursor=${next}`;
      }
      const wanted = filter === '' ? whole : whole.filter((one) => filter.endsWith(String(one.retiredSince !== null)));
      expect(paged, filter).toEqual(wanted);
    }
  });

  test('of one kind cost three times as much: nobody knows where they are without reading the others', async () => {
    const { server } = serveApi({ pool: stage.pool, network: simulation.network });
    const leftAfter = async (url: string): Promise<number> =>
      Number(/;r=(\d+);/.exec(String((await server.inject(url)).headers['ratelimit']))?.[1]);
    const before = await leftAfter('/v1/pools');
    const filtered = await leftAfter('/v1/pools?retired=true&limit=1');
    expect([before - filtered, filtered - (await leftAfter('/v1/pools?limit=1'))]).toEqual([15, 5]);
  });

  test('as CSV are the same rows; the next page is in the Link header', async () => {
    const { body } = await ask('/v1/pools.csv');
    const [head = '', ...lines] = body.trimEnd().split('\r\n');
    expect(head).toMatch(/^pool,bech32,cost,margin,/);
    const place = head.split(',').indexOf('active_stake');
    expect(lines.map((line) => [line.split(',')[0], line.split(',')[place]])).toEqual(
      whole.map(({ pool, activeStake }) => [pool, activeStake]),
    );
    expect((await ask('/v1/pools.csv?limit=1')).link).toMatch(
      /^<https:\/\/api\.test\/v1\/pools\.csv\?.*cursor=.*>; rel="next"$/,
    );
  });

  test('that nobody ever heard of are told as such, and what is no pool, no cursor or no filter too', async () => {
    const code = async (url: string) => {
      const { status, body } = await ask(url);
      return [status, JSON.parse(body).error.code];
    };
    expect(await code(`/v1/pools/${'ab'.repeat(28)}`)).toEqual([404, 'POOLTOOL_POOL_UNKNOWN']);
    expect(await code('/v1/pools/pool1')).toEqual([400, 'POOLTOOL_POOL_ID_INVALID']);
    expect(await code('/v1/pools?cursor=WyJwb29scyIsMV0')).toEqual([400, 'POOLTOOL_CURSOR_INVALID']);
    expect((await code('/v1/pools?retired=perhaps'))[0]).toBe(400);
    expect((await code('/v1/pools?limit=0'))[0]).toBe(400);
  });
});
