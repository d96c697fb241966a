import { type Epoch, type Ratio, ratioToNumber } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { EpochRules } from '@pooltool/store/documents';
import { lovelaceNumber } from '../../conventions/amounts.ts';
import { count, epochNumber, fraction, orNull, record } from '../wire-types.ts';

/** The saturation curve is drawn from these (clients.md 3.1). Null: nobody told them of this epoch yet. */
export const epochParamsSchema = record({
  epoch: epochNumber(),
  monetary_expansion_rate: orNull(fraction('ρ')),
  treasury_growth_rate: orNull(fraction('τ')),
  influence: orNull(fraction('a₀, of the pledge')),
  decentralisation: orNull(fraction('d')),
  optimal_pool_count: orNull(count('k')),
  protocol_major: orNull(count('Of the protocol version')),
  protocol_minor: orNull(count('Of the protocol version')),
  reserves: orNull(lovelaceNumber('In the reserves during the epoch')),
  treasury: orNull(lovelaceNumber('In the treasury during the epoch')),
});

export const epochParamsShape = (of: Epoch, rules: EpochRules | undefined): JsonObject => ({
  epoch: of,
  monetary_expansion_rate: numberOrNull(rules?.monetaryExpansion),
  treasury_growth_rate: numberOrNull(rules?.treasuryGrowth),
  influence: numberOrNull(rules?.pledgeInfluence),
  decentralisation: numberOrNull(rules?.decentralisation),
  optimal_pool_count: rules?.optimalPoolCount ?? null,
  protocol_major: rules?.protocolMajor ?? null,
  protocol_minor: rules?.protocolMinor ?? null,
  reserves: rules?.reserves ?? null,
  treasury: rules?.treasury ?? null,
});

const numberOrNull = (of: Ratio | undefined): number | null => (of === undefined ? null : ratioToNumber(of));

export const EPOCH_PARAMS_EXAMPLE = {
  epoch: 612,
  monetary_expansion_rate: 0.003,
  treasury_growth_rate: 0.2,
  influence: 0.3,
  decentralisation: 0,
  optimal_pool_count: 500,
  protocol_major: 10,
  protocol_minor: 0,
  reserves: 6_700_000_000_000_000,
  treasury: 1_650_000_000_000_000,
};
