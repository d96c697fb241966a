import { networkOf } from '@pooltool/codec';
import { runDaemon } from '@pooltool/shared-utils/daemon';
import { onlyOne, openStore } from '@pooltool/store';
import { readSettledHeight } from '@pooltool/store/battles';
import { config } from './config.ts';
import { settleMetrics } from './metrics.ts';
import { startSettleLoop } from './settle-loop.ts';
import { settlePass } from './settle-pass.ts';

const name = 'orphans';

await runDaemon({
  name,
  config,
  acquireSingleton: onlyOne(name),
  start: async (context) => {
    const { config, log } = context;
    const network = await networkOf(config.NETWORK);
    const pool = await openStore(name, context, network);
    const observe = settleMetrics({ ...context, pool });
    const pass = settlePass({ ...context, pool, depth: config.ORPHANS_SETTLE_BLOCKS, observe });
    log.info({ network: network.name, settledTo: await readSettledHeight(pool) }, 'heights.settling');
    const loop = startSettleLoop({ ...context, pass });
    return {
      http: { port: config.ORPHANS_PORT },
      done: loop.ended,
      stop: () => loop.ended,
      ready: async () => {
        await pool.query('select 1');
        return { database: { ok: true }, settling: loop.state() };
      },
    };
  },
});
