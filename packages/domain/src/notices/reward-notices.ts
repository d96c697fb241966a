import { calculationEpochOf } from '../calendar/epoch-roles.ts';
import type { PoolId } from '../units/hashes.ts';
import { credentialText, type StakeCredential } from '../units/stake-credential.ts';
import type { Epoch, Slot } from '../units/time.ts';
import type { NoticeOf } from './notice-of.ts';

/** What one account was paid for an earned epoch: lovelace that reached it, by the pool it came from. */
export interface PaidAccount {
  readonly credential: StakeCredential;
  /** as people write it: `stake1…` */
  readonly address: string;
  /** each pool once */
  readonly pools: readonly PaidByPool[];
  /** all that was ever paid to it up to this epoch, this one included */
  readonly lifetime: bigint;
}

export interface PaidByPool {
  readonly pool: PoolId;
  readonly member: bigint;
  /** the leader reward of a pool whose reward account this is: the operator's fee and what the owners' stake earned */
  readonly operator: bigint;
}

/** An earned epoch's payout: the first slot of its spendable epoch, where the notices hang. */
export interface Payout {
  readonly earned: Epoch;
  readonly slot: Slot;
}

/** To whoever follows the account. Lovelace as decimal text. */
export type RewardNotice = NoticeOf<
  'reward',
  {
    readonly epoch: Epoch;
    readonly credential: { readonly kind: 'key' | 'script'; readonly hash: string };
    readonly address: string;
    readonly member_rewards: string;
    readonly operator_rewards: string;
    readonly lifetime_rewards: string;
    readonly pools: readonly {
      readonly pool: PoolId;
      readonly member_rewards: string;
      readonly operator_rewards: string;
    }[];
  },
  string
>;

export const rewardNotice = (
  { earned, slot }: Payout,
  { credential, address, pools, lifetime }: PaidAccount,
): RewardNotice => ({
  key: `reward:${earned}:${credentialText(credential)}`,
  kind: 'reward',
  subject: credentialText(credential),
  slot,
  payload: {
    epoch: earned,
    credential: { kind: credential.kind, hash: credential.hash },
    address,
    member_rewards: `${pools.reduce((sum, { member }) => sum + member, 0n)}`,
    operator_rewards: `${pools.reduce((sum, { operator }) => sum + operator, 0n)}`,
    lifetime_rewards: `${lifetime}`,
    pools: pools.map(({ pool, member, operator }) => ({
      pool,
      member_rewards: `${member}`,
      operator_rewards: `${operator}`,
    })),
  },
});

/** The old `reward` event, one a payout (operators.md 1.5): for channels that keep their own list of who follows what. */
export type RewardsPaidNotice = NoticeOf<'rewards_paid', { readonly epoch: Epoch }, string>;

export const rewardsPaid = ({ earned, slot }: Payout): RewardsPaidNotice => ({
  key: `rewards_paid:${earned}`,
  kind: 'rewards_paid',
  subject: `${earned}`,
  slot,
  payload: { epoch: earned },
});

/**
 * An epoch is over, and what can be said of it and the payout at its end is in the store (operators.md 1.5). `epoch`: the
 * one that ended, whose last block came before the payout. `d`: always 0, as it was told. `reserves`: after the payout.
 */
export type EpochSummaryNotice = NoticeOf<
  'epoch_summary',
  { readonly d: 0; readonly epoch: Epoch; readonly reserves: string },
  string
>;

export function epochSummary({ earned, slot }: Payout, reserves: bigint): EpochSummaryNotice {
  const ended = calculationEpochOf(earned);
  return {
    key: `epoch_summary:${ended}`,
    kind: 'epoch_summary',
    subject: `${ended}`,
    slot,
    payload: { d: 0, epoch: ended, reserves: `${reserves}` },
  };
}

/** What a payout tells people, by kind (`docs/notices.md`). */
export type PayoutNotice = RewardNotice | RewardsPaidNotice | EpochSummaryNotice;

export const PAYOUT_NOTICE_KINDS = [
  'reward',
  'rewards_paid',
  'epoch_summary',
] as const satisfies readonly PayoutNotice['kind'][];
