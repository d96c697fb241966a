import { epoch, poolRankingText, RANKED_STAKE, rankPools, unixMs } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { makeSimulation } from '@pooltool/simulator';
import { simulatedNode, startOgmiosServer } from '@pooltool/simulator/ogmios';
import { poolRanks } from '@pooltool/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseServer } from '../../cnode/src/hand-over/database-server.ts';
import { rankingSender } from '../../cnode/src/live/send-ranking.ts';
import { openOgmios } from '../../cnode/src/ogmios/index.ts';
import { type DatabaseServerOfTest, DEVNET, SECRET, startDatabaseServer } from './cnode-api-server.ts';

const signal = new AbortController().signal;
const HOUR_MS = 3_600_000;

let server: DatabaseServerOfTest;
beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());

const cnode = () => databaseServer({ url: server.url(), secret: SECRET, clock: server.clock, signal });

test('what the node says that pools would pay for 10,000 ada becomes their ranks', async () => {
  const node = simulatedNode(makeSimulation({ epochs: 4, epochLength: 200, pools: 4, delegators: 20, forkRate: 0 }));
  node.advance(60);
  const ogmiosServer = await startOgmiosServer({ node });
  const ogmios = openOgmios({
    url: ogmiosServer.url,
    timeoutMs: 5_000,
    clock: systemClock,
    log: memoryLog(),
    random: () => 0,
  });
  try {
    const parts = { ogmios, server: cnode(), network: DEVNET, everyMs: HOUR_MS };
    const send = rankingSender({ ...parts, clock: server.clock, log: server.log, signal });
    await send();
    const { ofStake } = await ogmios.projectedRewards({ stake: [RANKED_STAKE] });
    const wanted = rankPools(ofStake.get(RANKED_STAKE) ?? new Map());
    expect(wanted.size).toBeGreaterThan(3);
    expect(await poolRanks(server.pool, [...wanted.keys()])).toEqual(wanted);
    const { rows: asked } = await server.pool.query(`select asked_at from pool_ranking`);

    const again = send();
    await server.clock.advance(HOUR_MS);
    await again;
    expect((await server.pool.query(`select asked_at from pool_ranking`)).rows).not.toEqual(asked);
  } finally {
    ogmios.close();
    await ogmiosServer.close();
  }
});

test('a ranking of another network, or that is none, is refused', async () => {
  const ranking = { magic: 1, epoch: epoch(3), askedAtMs: unixMs(1), rewards: new Map([[testPoolId(1), 1n]]) };
  const text = poolRankingText(ranking);
  await expect(cnode().tellRanking(text)).rejects.toMatchObject({ code: 'POOLTOOL_ARRIVAL_REFUSED' });
  await server.clock.advance(1);
  await expect(cnode().tellRanking('{"schema":"pool-ranking/1"}')).rejects.toThrow('rewards must be an object');
});

test('nobody else can rank pools', async () => {
  const other = databaseServer({ url: server.url(), secret: `${SECRET}!`, clock: server.clock, signal });
  await expect(other.tellRanking('{}')).rejects.toMatchObject({ code: 'POOLTOOL_DATABASE_SERVER_DENIES' });
});
