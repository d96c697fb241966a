import type { RewardRules } from './reward-parameters.ts';
import type { Destination, WithheldReason } from './settlement.ts';

/** `open`: a forecast does not know yet who will be registered at the payout. */
export type ToldDestination = Destination | 'open';

/** Where one reward went, and why if not to its account. */
export interface Fate {
  readonly destination: ToldDestination;
  readonly reason: WithheldReason | null;
}

/**
 * Why a recorded reward is where it is (rewards.md 1.4, 1.5). `outranked`: its account has another reward that the ledger took instead,
 * which matters only where one is paid of several.
 */
export function fateOf(given: {
  readonly destination: ToldDestination;
  readonly outranked: boolean;
  readonly rules: RewardRules;
}): Fate {
  const { destination, outranked, rules } = given;
  switch (destination) {
    case 'open':
    case 'account':
      return { destination, reason: null };
    case 'treasury':
      return { destination, reason: 'unregistered' };
    case 'reserves':
      return {
        destination,
        reason: rules.aggregation === 'lowest' && outranked ? 'superseded' : 'unregistered-at-calculation',
      };
  }
}

/** What a forecast leaves open, as sentences for people. Empty when the rewards are final. */
export function openInForecast({
  status,
  rules,
}: {
  readonly status: 'forecast' | 'final';
  readonly rules: RewardRules;
}) {
  if (status === 'final') return [];
  return [
    'who is still registered at the payout: rewards of accounts that are gone by then go to the treasury',
    ...(rules.prefilter
      ? [
          'who was registered when the node began to calculate: before Babbage the rewards of others stay in the reserves',
        ]
      : []),
    ...(rules.aggregation === 'lowest'
      ? [
          'which one of several rewards an account is paid: before Allegra only the lowest; the others stay in the reserves',
        ]
      : []),
  ];
}
