import { networkOf } from '@pooltool/codec';
import { runDaemon } from '@pooltool/shared-utils/daemon';
import { CHAIN_FEED, onlyOne, openStore, readSyncPoint } from '@pooltool/store';
import { config } from './config.ts';
import { chainFollower } from './follow-chain.ts';
import { chainMetrics } from './metrics.ts';
import { LARGEST_BODY_BYTES, ouraRoute } from './server.ts';

const name = 'oura-consumer';

await runDaemon({
  name,
  config,
  acquireSingleton: onlyOne(name),
  start: async (context) => {
    const network = await networkOf(context.config.NETWORK);
    const pool = await openStore(name, context, network, { pipelined: true });
    const tip = await readSyncPoint(pool, CHAIN_FEED);
    context.log.info({ network: network.name, tip }, 'chain.following');
    return {
      http: {
        host: context.config.OURA_CONSUMER_HOST,
        port: context.config.OURA_CONSUMER_PORT,
        bodyBytes: LARGEST_BODY_BYTES,
        routes: (server) =>
          ouraRoute(server, {
            follower: chainFollower({ pool, network, clock: context.clock, log: context.log }),
            authorization: context.config.OURA_AUTHORIZATION,
            observe: chainMetrics({ ...context, network, tip }),
          }),
      },
      ready: async () => {
        await pool.query('select 1');
        return { database: { ok: true } };
      },
    };
  },
});
