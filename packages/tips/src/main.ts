import { networkOf } from '@pooltool/codec';
import { runDaemon } from '@pooltool/shared-utils/daemon';
import { onlyOne, openStore } from '@pooltool/store';
import { openTipInbox } from '@pooltool/tip-inbox';
import { config } from './config.ts';
import { tipMetrics } from './metrics.ts';
import { startTipLoop } from './tip-loop.ts';
import { tipPasses } from './tip-pass.ts';

const name = 'tips';

await runDaemon({
  name,
  config,
  acquireSingleton: onlyOne(name),
  start: async (context) => {
    const { config, clock, log, metrics, resources, signal } = context;
    const network = await networkOf(config.NETWORK);
    const pool = await openStore(name, context, network);
    const inbox = openTipInbox(config, {
      pool,
      network,
      clock,
      countBilled: metrics.countBilled,
      onTrouble: (error) => log.warn({ error }, 'inbox.troubled'),
    });
    resources.onClose('inbox', () => inbox.close());
    const { pass } = tipPasses({ pool, inbox, network, clock });
    const loop = startTipLoop({ pass, clock, log, signal, observe: tipMetrics({ metrics, clock }) });
    log.info({ network: network.name, inbox: config.TIP_INBOX }, 'tips.listening');
    return {
      http: { port: config.TIPS_PORT },
      done: loop.ended,
      stop: () => loop.ended,
      ready: async () => {
        await pool.query('select 1');
        return { database: { ok: true }, tips: loop.state() };
      },
    };
  },
});
