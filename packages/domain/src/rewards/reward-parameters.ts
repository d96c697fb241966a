import type { ProtocolParameters, ProtocolVersion } from '../ledger/parameters.ts';
import type { Network } from '../network/network.ts';

/** The protocol parameters a reward depends on: those in force in the earned epoch (rewards.md 1.1, `prevPParams`). */
export type RewardParameters = Pick<
  ProtocolParameters,
  | 'optimalPoolCount'
  | 'pledgeInfluence'
  | 'monetaryExpansion'
  | 'treasuryGrowth'
  | 'decentralisation'
  | 'protocolVersion'
>;

/** What rewards need to know of a network. */
export type RewardNetwork = Pick<Network, 'epochLength' | 'activeSlotCoefficient' | 'maxLovelaceSupply'>;

/** How the ledger of an era treats several rewards of one account, and accounts that are gone (rewards.md 1.5). */
export interface RewardRules {
  /**
   * `sum`: an account is paid all its rewards. `lowest` (before Allegra): only the lowest, a leader reward before a
   * member reward and then by pool id; the rest stays in the reserves.
   */
  readonly aggregation: 'sum' | 'lowest';
  /** Before Babbage: who is not registered when the calculation starts earns nothing, and that stays in the reserves. */
  readonly prefilter: boolean;
}

const ALLEGRA = 3;
const BABBAGE = 7;

/** The rules by the protocol version in force in the earned epoch. */
export const rewardRulesOf = ({ major }: ProtocolVersion): RewardRules => ({
  aggregation: major < ALLEGRA ? 'lowest' : 'sum',
  prefilter: major < BABBAGE,
});
