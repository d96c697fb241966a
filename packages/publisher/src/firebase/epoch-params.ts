import { expectedBlocks, type Network, ratioToNumber, subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { type EpochRules, epochRules } from '@pooltool/store/documents';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

export const epochParams = family({
  kind: 'epoch_params',
  read: subjectOf.epoch,
  load: epochRules,
  draw: (of, rules, network) => {
    const found = rules.get(of);
    return oneValue(`epoch_params/${of}`, found === undefined ? null : epochParamsRecord(found, network));
  },
});

/**
 * The parameters in force in the epoch and its money (clients.md 1.1); fractions for display, lovelace. `reward_pot` has always been
 * what is left for pools and delegators once the treasury has its part (operators.md 4, /saveepochdata, step 3).
 */
export const epochParamsRecord = (rules: EpochRules, network: Network): JsonObject => ({
  decentralisation: ratioToNumber(rules.decentralisation),
  influence: ratioToNumber(rules.pledgeInfluence),
  monetaryExpandRate: ratioToNumber(rules.monetaryExpansion),
  treasuryGrowthRate: ratioToNumber(rules.treasuryGrowth),
  optimalPoolCount: rules.optimalPoolCount,
  maxBlockSize: rules.maxBlockBodySize,
  maxBhSize: rules.maxBlockHeaderSize,
  maxEpoch: rules.maxRetirementEpochs,
  protocolMajor: rules.protocolMajor,
  protocolMinor: rules.protocolMinor,
  expectedBlocks: expectedBlocks(network),
  reserves: rules.reserves ?? undefined,
  treasury: rules.treasury ?? undefined,
  epoch_fees: rules.fees ?? undefined,
  reward_pot: rules.availableRewards ?? undefined,
});
