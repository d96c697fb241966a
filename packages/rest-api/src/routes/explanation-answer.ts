import { type Epoch, epochPlus } from '@pooltool/domain';
import {
  type AccountExplanation,
  explanationJson,
  type PoolExplanation,
  type PotExplanation,
} from '@pooltool/domain/rewards';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { type ProductState, readKnownEpochs, readProductStates } from '@pooltool/store/api';
import type { Explained } from '@pooltool/store/explanations';
import type { Answer } from '../api-route.ts';
import { epochUnknown, poolUnknown, rewardsArchived, rewardsNotComputed } from '../errors.ts';

/** Explanations read and compute much more than any other answer. */
export const EXPLANATION_COST = 10;

export const EXPLANATION_ERRORS = [epochUnknown, rewardsNotComputed, rewardsArchived];

/**
 * The explanation as the command tells it: the same JSON, the same lines.
 * @throws POOLTOOL_POOL_UNKNOWN, POOLTOOL_EPOCH_UNKNOWN (404), POOLTOOL_REWARDS_NOT_COMPUTED (409), POOLTOOL_REWARDS_ARCHIVED (410)
 */
export async function explanationAnswer<Explanation extends PoolExplanation | AccountExplanation | PotExplanation>(
  pool: Pool,
  { earned, explained }: { readonly earned: Epoch; readonly explained: Explained<Explanation> },
  linesOf: (explanation: Explanation) => readonly string[],
): Promise<Answer> {
  if (!explained.found) {
    switch (explained.reason) {
      case 'no-such-pool':
        throw poolUnknown({ message: explained.why });
      case 'archived':
        throw rewardsArchived();
      case 'not-computed':
        throw await notComputed(pool, earned, explained.why);
    }
  }
  const { explanation } = explained;
  return {
    freshness: explanation.status === 'final' ? 'settled' : 'moving',
    json: () => explanationJson(explanation),
    text: () => `${linesOf(explanation).join('\n')}\n`,
  };
}

/** What rewards are made of, in the order in which they come about. */
const PRODUCTS = ['epoch_params', 'stake_snapshot', 'rewards_forecast', 'rewards'] as const;

async function notComputed(pool: Pool, earned: Epoch, why: string): Promise<Error> {
  const { isKnown, states } = await inTransaction(
    pool,
    async (tx) => {
      const [known] = await readKnownEpochs(tx, { before: epochPlus(earned, 1), limit: 1 });
      const states = await readProductStates(tx, { epoch: earned, assets: PRODUCTS });
      return { isKnown: known?.epoch === earned, states };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
  if (!isKnown && states.length === 0) return epochUnknown({ message: `nothing is known of epoch ${earned}` });
  const products = PRODUCTS.map((asset) => toldState(asset, states));
  return rewardsNotComputed({
    message: `${why}: ${products.map(({ product, state }) => `${product} ${state}`).join(', ')}`,
    details: { epoch: earned, products },
  });
}

/** Codes and states only: what failed how is for the operator, in the console. */
function toldState(product: string, states: readonly ProductState[]): { product: string; state: string } {
  const found = states.find(({ asset }) => asset === product);
  if (found === undefined) return { product, state: 'not asked for yet' };
  return { product, state: found.errorCode === null ? found.state : `${found.state} (${found.errorCode})` };
}
