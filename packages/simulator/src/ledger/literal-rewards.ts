import {
  credentialText,
  type Network,
  type PoolId,
  type PoolRegistration,
  type ProtocolParameters,
} from '@pooltool/domain';
import { Fraction, whole } from '../fraction.ts';
import type { Ledger, LedgerSnapshot, PendingRewards, RewardPart } from './ledger.ts';

/** What never changes while the simulation runs. */
export interface Rules {
  readonly network: Network;
  readonly parameters: ProtocolParameters;
}

const ZERO = whole(0);
const ONE = whole(1);

const fractionOf = ({ numerator, denominator }: { numerator: bigint; denominator: bigint }): Fraction =>
  new Fraction(numerator, denominator);

/**
 * rewards.md 1.2–1.3, line by line and with its letters: what the epoch before earned, by the go snapshot, its blocks
 * and fees, and the reserves of now. Slow on purpose: every step is the formula itself.
 */
export function literalRewards(ledger: Ledger, { network, parameters }: Rules): PendingRewards {
  const { go, blocksPrevious, reserves, feesPrevious: fees } = ledger;
  const k = whole(parameters.optimalPoolCount);
  const a0 = fractionOf(parameters.pledgeInfluence);
  const rho = fractionOf(parameters.monetaryExpansion);
  const tau = fractionOf(parameters.treasuryGrowth);

  const E = fractionOf(network.activeSlotCoefficient).times(whole(network.epochLength)).floor();
  const N = [...blocksPrevious.values()].reduce((sum, blocks) => sum + blocks, 0);
  const eta = new Fraction(BigInt(N), E);
  const incentives = eta.min(ONE).times(rho).times(whole(reserves)).floor();
  const rewardPot = incentives + fees;
  const tax = tau.times(whole(rewardPot)).floor();
  const R = rewardPot - tax;
  const T = whole(network.maxLovelaceSupply - reserves);
  const A = whole(activeStakeOf(go) || 1n);

  const rewards = new Map<string, RewardPart[]>();
  const pools = new Map<PoolId, { poolReward: bigint; leaderReward: bigint }>();
  const earn = (who: string, part: RewardPart): void => {
    rewards.set(who, [...(rewards.get(who) ?? []), part]);
  };
  for (const [poolId, pool] of go.pools) {
    const blocks = blocksPrevious.get(poolId) ?? 0;
    if (blocks === 0) continue;
    const members = membersOf(go, poolId);
    const S = whole(members.reduce((sum, { stake }) => sum + stake, 0n));
    const O = whole(members.filter(({ who }) => isOwner(pool, who)).reduce((sum, { stake }) => sum + stake, 0n));
    const P = whole(pool.pledge);
    const c = pool.cost;
    const m = fractionOf(pool.margin);

    const z0 = ONE.over(k);
    const sigma = S.over(T);
    const sigmaA = S.over(A);
    const s = sigma.min(z0);
    const p = P.over(T).min(z0);
    const bracket = s.plus(p.times(a0).times(s.minus(p.times(z0.minus(s)).over(z0)).over(z0)));
    const maxP = pool.pledge > O.numerator ? 0n : whole(R).over(ONE.plus(a0)).times(bracket).floor();
    const perf = S.numerator === 0n ? ZERO : new Fraction(BigInt(blocks), BigInt(Math.max(1, N))).over(sigmaA);
    const f = perf.times(whole(maxP)).floor();

    const share = m.plus(ONE.minus(m).times(S.numerator === 0n ? ZERO : O.over(T).over(sigma)));
    const leaderReward =
      f <= c
        ? f
        : c +
          whole(f - c)
            .times(share)
            .floor();
    pools.set(poolId, { poolReward: f, leaderReward });
    earn(credentialText(pool.rewardAccount), { kind: 'leader', poolId, amount: leaderReward });
    if (f <= c) continue;
    for (const { who, stake } of members) {
      if (isOwner(pool, who)) continue;
      const amount = whole(f - c)
        .times(ONE.minus(m))
        .times(whole(stake).over(T))
        .over(sigma)
        .floor();
      if (amount > 0n) earn(who, { kind: 'member', poolId, amount });
    }
  }
  const sum = [...rewards.values()].flat().reduce((total, { amount }) => total + amount, 0n);
  return { incentives, fees, tax, available: R, unearned: R - sum, pools, rewards };
}

/** Owners are key hashes: a script of equal bytes is none. */
const isOwner = ({ owners }: PoolRegistration, who: string): boolean => owners.some((owner) => who === `key:${owner}`);

const membersOf = ({ delegations, stake }: LedgerSnapshot, poolId: PoolId): { who: string; stake: bigint }[] =>
  [...delegations].filter(([, pool]) => pool === poolId).map(([who]) => ({ who, stake: stake.get(who) ?? 0n }));

const activeStakeOf = ({ delegations, stake, pools }: LedgerSnapshot): bigint =>
  [...delegations].reduce((sum, [who, pool]) => (pools.has(pool) ? sum + (stake.get(who) ?? 0n) : sum), 0n);
