import { type Epoch, epoch, type Network, poolStandingAt, type Ratio } from '@pooltool/domain';
import type { PoolFacts } from '../../documents/read-pools.ts';
import type { ShownParameters } from '../../pools/pool-events.ts';

/** What a pool asks and promises, as clients show it: lovelace, margin in percent with two decimals. */
export interface Terms {
  readonly cost: bigint;
  readonly margin: number;
  readonly pledge: bigint;
}

export interface PoolTerms {
  readonly current: Terms;
  /** what comes next; the same as `current` when nothing is pending */
  readonly next: Terms;
  /** null: it is not */
  readonly retiredSince: Epoch | null;
  /** It makes blocks, nobody ever said anything of it, and the ledger has it not among its pools: a genesis delegate of the first Shelley years. */
  readonly isGenesis: boolean;
}

export function poolTerms(facts: PoolFacts, network: Network): PoolTerms {
  const { current, pending, retiredSince } = poolStandingAt(presentEpochOf(facts), facts.history);
  return {
    current: termsOf(current, network),
    next: termsOf(pending?.parameters ?? current, network),
    retiredSince,
    isGenesis: current === null && facts.history.events.length === 0 && facts.live === null,
  };
}

const termsOf = (of: ShownParameters | null, network: Network): Terms => ({
  cost: shownAmount(of?.cost ?? 0n, network),
  margin: marginPercent(of?.margin),
  pledge: shownAmount(of?.pledge ?? 0n, network),
});

/** Before the first block everything that was ever said is in force. */
export const presentEpochOf = ({ presentEpoch }: PoolFacts): Epoch => presentEpoch ?? epoch(0);

/**
 * An operator may promise up to 2^64 lovelace, which the app cannot read as a whole number. Nobody has more than there is
 * (original.md 1.4).
 */
export const shownAmount = (promised: bigint, { maxLovelaceSupply }: Network): bigint =>
  promised > maxLovelaceSupply ? maxLovelaceSupply : promised;

/** Two decimals: 0.02500001 is 2.5. */
function marginPercent(margin: Ratio | undefined): number {
  if (margin === undefined) return 0;
  const { numerator, denominator } = margin;
  return Number((numerator * 20_000n + denominator) / (2n * denominator)) / 100;
}
