/**
 * The formulas of rewards.md 1.2 and 1.3 letter by letter, in fractions, sharing nothing with the engine: not its integer forms, not its
 * columns. Slow, and plainly the specification.
 */
import { Fraction } from './fraction.ts';

const whole = (value: bigint | number): Fraction => new Fraction(BigInt(value));
const ONE = whole(1);

export interface LiteralPool {
  readonly id: string;
  readonly blocks: number;
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin: Fraction;
  /** who delegates here: stake, and whether it is a declared owner */
  readonly delegators: readonly { readonly stake: bigint; readonly isOwner: boolean }[];
}

export interface LiteralInputs {
  readonly k: number;
  readonly a0: Fraction;
  readonly rho: Fraction;
  readonly tau: Fraction;
  readonly d: Fraction;
  readonly f: Fraction;
  readonly slotsPerEpoch: number;
  readonly maxSupply: bigint;
  readonly reserves: bigint;
  readonly fees: bigint;
  readonly pools: readonly LiteralPool[];
}

export function literalRewards(given: LiteralInputs) {
  const { reserves, fees, maxSupply, pools, d } = given;
  const isFederated = !d.isLess(new Fraction(4n, 5n));
  const blocksTotal = pools.reduce((sum, { blocks }) => sum + blocks, 0);
  const E = ONE.minus(d).times(given.f).times(whole(given.slotsPerEpoch)).floor();
  const eta = isFederated ? ONE : whole(blocksTotal).over(whole(E));
  const incentives = ONE.min(eta).times(given.rho).times(whole(reserves)).floor();
  const rewardPot = incentives + fees;
  const tax = given.tau.times(whole(rewardPot)).floor();
  const R = rewardPot - tax;
  const T = maxSupply - reserves;
  const A = pools.flatMap(({ delegators }) => delegators).reduce((sum, { stake }) => sum + stake, 0n);
  const results = pools.map((pool) => literalPool(pool, { ...given, R, T, A, blocksTotal, isFederated }));
  return { incentives, rewardPot, tax, R, T, A, pools: results };
}

function literalPool(
  { blocks, pledge, cost, margin, delegators }: LiteralPool,
  {
    k,
    a0,
    R,
    T,
    A,
    blocksTotal,
    isFederated,
  }: LiteralInputs & { R: bigint; T: bigint; A: bigint; blocksTotal: number; isFederated: boolean },
) {
  const S = delegators.reduce((sum, { stake }) => sum + stake, 0n);
  const O = delegators.reduce((sum, { stake, isOwner }) => (isOwner ? sum + stake : sum), 0n);
  const nobody = { maxPool: 0n, poolReward: 0n, leader: 0n, members: delegators.map(() => 0n) };
  if (blocks === 0) return nobody;

  const z0 = ONE.over(whole(k));
  const sigma = new Fraction(S, T);
  const capped = sigma.min(z0);
  const p = new Fraction(pledge, T).min(z0);
  const inner = capped.minus(p.times(z0.minus(capped)).over(z0));
  const maxPool =
    pledge > O
      ? 0n
      : whole(R)
          .over(ONE.plus(a0))
          .times(capped.plus(p.times(a0).times(inner).over(z0)))
          .floor();
  const perf =
    S === 0n
      ? whole(0)
      : isFederated
        ? ONE
        : new Fraction(BigInt(blocks), BigInt(Math.max(1, blocksTotal))).over(new Fraction(S, A));
  const f = perf.times(whole(maxPool)).floor();
  if (f <= cost) return { ...nobody, maxPool, poolReward: f, leader: f };

  const rest = whole(f - cost);
  const notMargin = ONE.minus(margin);
  const ownersPart = notMargin.times(new Fraction(O, T)).over(sigma);
  return {
    maxPool,
    poolReward: f,
    leader: cost + rest.times(margin.plus(ownersPart)).floor(),
    members: delegators.map(({ stake, isOwner }) =>
      isOwner ? 0n : rest.times(notMargin).times(new Fraction(stake, T)).over(sigma).floor(),
    ),
  };
}
