import { type Lovelace, lovelace } from '../units/lovelace.ts';
import type { Ratio } from '../units/ratio.ts';

/**
 * PoolTool's own split of a pool reward (rewards.md 1.6): the fee an operator takes from everybody, owners included, and the rest.
 * The ledger floors margin and owners' share together, so the owners' part is what the leader reward leaves after the fee; flooring
 * both parts loses a lovelace in a third of all cases.
 */
export interface OperatorSplit {
  readonly operatorFee: Lovelace;
  readonly delegatorsReward: Lovelace;
  readonly ownerPart: Lovelace;
}

export function splitPoolReward(given: {
  readonly poolReward: Lovelace;
  readonly leaderReward: Lovelace;
  readonly cost: Lovelace;
  readonly margin: Ratio;
}): OperatorSplit {
  const { poolReward: f, cost: c, margin } = given;
  const operatorFee = f > c ? lovelace(c + ((f - c) * margin.numerator) / margin.denominator) : f;
  return {
    operatorFee,
    delegatorsReward: lovelace(f - operatorFee),
    ownerPart: lovelace(given.leaderReward - operatorFee),
  };
}
