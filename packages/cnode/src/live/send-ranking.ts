import { type Network, poolRankingText, RANKED_STAKE, unixMs } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import { rankingAnswerEmpty } from '../errors.ts';
import type { DatabaseServer } from '../hand-over/database-server.ts';
import type { Ogmios } from '../ogmios/index.ts';

export interface RankingParts {
  readonly ogmios: Pick<Ogmios, 'epoch' | 'projectedRewards'>;
  readonly server: Pick<DatabaseServer, 'tellRanking'>;
  readonly network: Network;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Asks the node what each pool would pay for 10,000 ada, and tells the DATABASE server, which ranks them; each call once, when it is
 * due. One that fails is asked anew: what was asked before is older then.
 */
export function rankingSender({ ogmios, server, network, everyMs, clock, log, signal }: RankingParts) {
  let dueMs = 0;
  return async (): Promise<void> => {
    if (clock.now() < dueMs) await clock.waitMs(dueMs - clock.now(), signal);
    const askedAtMs = unixMs(clock.now());
    const epoch = await ogmios.epoch({ signal });
    const { ofStake } = await ogmios.projectedRewards({ stake: [RANKED_STAKE] }, { signal });
    const rewards = ofStake.get(RANKED_STAKE);
    if (rewards === undefined || rewards.size === 0) {
      throw rankingAnswerEmpty({ message: `Ogmios names no pool that would pay for ${RANKED_STAKE} lovelace` });
    }
    const answer = await server.tellRanking(poolRankingText({ magic: network.magic, epoch, askedAtMs, rewards }));
    dueMs = askedAtMs + everyMs;
    log.info({ epoch, pools: rewards.size, ...answer }, 'pool-ranking.sent');
  };
}
