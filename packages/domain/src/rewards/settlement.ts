/**
 * Where every lovelace goes at the boundary into the spendable epoch (rewards.md 1.4, 1.5). `rs` is the set of rewards the ledger holds:
 *
 *     ΔR2 = R − Σrs                                  unearned, dust, and what old rules withhold    → reserves
 *     reserves' = reserves − ΔR1 + ΔR2
 *     treasury' = treasury + ΔT1 + Σ(rs of accounts not registered at the payout)
 *
 * Nearly every reward is paid, so the result is the column of paid member rewards, one line a leader, and a short list of exceptions.
 */

import type { Pots } from '../ledger/parameters.ts';
import type { StakeSnapshot } from '../ledger/stake-snapshot.ts';
import { type Lovelace, lovelace } from '../units/lovelace.ts';
import type { StakeCredential } from '../units/stake-credential.ts';
import { assertConserved, type OtherMove, potsAfter } from './books.ts';
import { type Contested, contestedRewards } from './contested-rewards.ts';
import type { EpochRewards } from './epoch-rewards.ts';

export type Destination = 'account' | 'treasury' | 'reserves';

/** Why a reward is not in its account. */
export type WithheldReason =
  /** not registered at the payout → treasury */
  | 'unregistered'
  /** before Babbage: not registered when the calculation started → reserves */
  | 'unregistered-at-calculation'
  /** before Allegra: another reward of the same account is paid → reserves */
  | 'superseded';

interface Reward {
  readonly credential: StakeCredential;
  /** row of the snapshot's delegators; null when the account delegates nowhere */
  readonly row: number | null;
  /** index into the snapshot's pools */
  readonly poolIndex: number;
  readonly amount: Lovelace;
}

export interface LeaderPayment extends Reward {
  readonly destination: Destination;
}

export interface WithheldReward extends Reward {
  readonly kind: 'leader' | 'member';
  readonly destination: Exclude<Destination, 'account'>;
  readonly reason: WithheldReason;
}

export interface RewardSettlement {
  /** one for every pool with blocks, in the snapshot's order; amounts may be 0 */
  readonly leaders: readonly LeaderPayment[];
  /** lovelace per delegator row really paid as member reward */
  readonly memberRewards: BigUint64Array;
  /** rewards that were computed and are not in an account */
  readonly withheld: readonly WithheldReward[];
  readonly paidToAccounts: Lovelace;
  /** rewards of accounts not registered at the payout */
  readonly unclaimed: Lovelace;
  /** ΔR2 */
  readonly returnedToReserves: Lovelace;
  /** the pots of the spendable epoch */
  readonly potsNext: Pots;
}

/**
 * Who is paid. Everybody is registered but those listed: `unregistered` at the payout, `unregisteredAtCalculation` when the calculation
 * starts (asked only of epochs before Babbage). Credentials that earn nothing may be listed too. `others` are the moves of the boundary
 * that are not rewards: donations, unclaimed deposits, withdrawals, MIR.
 * @throws BooksDoNotBalance if a lovelace were lost or made, which no input can cause.
 */
export function settleRewards(given: {
  readonly rewards: EpochRewards;
  readonly snapshot: StakeSnapshot;
  readonly treasury: Lovelace;
  readonly unregistered: readonly StakeCredential[];
  readonly unregisteredAtCalculation?: readonly StakeCredential[];
  readonly others?: readonly OtherMove[];
}): RewardSettlement {
  const { rewards, treasury, others = [] } = given;
  const contested = contestedRewards(given);
  const leaders = contested.filter(({ kind }) => kind === 'leader').map(leaderPayment);
  const withheld = contested.flatMap(withheldReward);
  const memberRewards = withoutWithheld(rewards.memberRewards, withheld);

  const unclaimed = sumOf(withheld.filter(({ destination }) => destination === 'treasury'));
  const keptInReserves = sumOf(withheld.filter(({ destination }) => destination === 'reserves'));
  const returnedToReserves = lovelace(rewards.returnedToReserves + keptInReserves);
  const computed = rewards.totals.leaders + rewards.totals.members;
  const paidToAccounts = lovelace(computed - unclaimed - keptInReserves);
  assertConserved({ pots: rewards.pots, returnedToReserves, rewards: lovelace(paidToAccounts + unclaimed) });
  return {
    leaders,
    memberRewards,
    withheld,
    paidToAccounts,
    unclaimed,
    returnedToReserves,
    potsNext: potsAfter({ pots: rewards.pots, treasury, returnedToReserves, unclaimed, others }),
  };
}

/** What each delegator row is paid in all, leader rewards included. Accounts without a row are only in `leaders`. */
export function paidPerRow({ memberRewards, leaders }: RewardSettlement): BigUint64Array {
  const paid = memberRewards.slice();
  for (const { row, amount, destination } of leaders) {
    if (row !== null && destination === 'account') paid[row] = (paid[row] ?? 0n) + amount;
  }
  return paid;
}

const leaderPayment = ({ credential, row, poolIndex, amount, fate }: Contested): LeaderPayment => ({
  credential,
  row,
  poolIndex,
  amount,
  destination: fate.destination,
});

const withheldReward = ({ kind, credential, row, poolIndex, amount, fate }: Contested): WithheldReward[] =>
  fate.destination === 'account' || amount === 0n ? [] : [{ kind, credential, row, poolIndex, amount, ...fate }];

function withoutWithheld(computed: BigUint64Array, withheld: readonly WithheldReward[]): BigUint64Array {
  const rows = withheld.flatMap(({ kind, row }) => (kind === 'member' && row !== null ? [row] : []));
  if (rows.length === 0) return computed;
  const paid = computed.slice();
  for (const row of rows) paid[row] = 0n;
  return paid;
}

const sumOf = (rewards: readonly { readonly amount: Lovelace }[]): Lovelace =>
  lovelace(rewards.reduce((sum, { amount }) => sum + amount, 0n));
