import { networkOf } from '@pooltool/codec';
import { runDaemon } from '@pooltool/shared-utils/daemon';
import { CHAIN_FEED, onlyOne, openStore, readSyncPoint } from '@pooltool/store';
import { config } from './config.ts';
import { chainFollower } from './follow-chain.ts';
import { justTheTip } from './just-the-tip/watch.ts';
import { chainMetrics } from './metrics.ts';
import { ouraFeed } from './oura-feed.ts';
import { LARGEST_BODY_BYTES, ouraRoute } from './server.ts';
import { chainKept, readSyncPoints } from './sync-point.ts';

const name = 'oura-consumer';

await runDaemon({
  name,
  config,
  acquireSingleton: onlyOne(name),
  start: async (context) => {
    const network = await networkOf(context.config.NETWORK);
    const pool = await openStore(name, context, network, { pipelined: true });
    const tip = await readSyncPoint(pool, CHAIN_FEED);
    const toldWithoutCbor = context.metrics.counter({
      name: 'blocks_told_without_cbor_total',
      says: 'Blocks put together from v1 events, which tell less than CBOR does',
    });
    const watching = await justTheTip({ ...context, pool, network });
    context.log.info({ network: network.name, tip }, 'chain.following');
    return {
      http: {
        host: context.config.OURA_CONSUMER_HOST,
        port: context.config.OURA_CONSUMER_PORT,
        bodyBytes: LARGEST_BODY_BYTES,
        routes: (server) =>
          ouraRoute(server, {
            feed: ouraFeed({
              follower: chainFollower({
                ...context,
                pool,
                network,
                tellWithinMs: context.config.TELL_WITHIN,
                keepOutputs: context.config.KEEP_OUTPUTS,
              }),
              network,
              log: context.log,
              chain: chainKept(pool),
              onToldWithoutCbor: () => toldWithoutCbor.inc(),
            }),
            syncPoint: () => readSyncPoints(pool, network),
            authorization: context.config.OURA_AUTHORIZATION,
            observe: chainMetrics({ ...context, network, tip }),
          }),
      },
      done: watching.ended,
      stop: () => watching.ended,
      ready: async () => {
        await pool.query('select 1');
        return { database: { ok: true } };
      },
    };
  },
});
