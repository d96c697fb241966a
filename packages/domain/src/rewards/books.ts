import type { Pots } from '../ledger/parameters.ts';
import { type Lovelace, lovelace } from '../units/lovelace.ts';
import type { RewardPots } from './pots.ts';

/** The sum that must be zero is not: money would be lost or made. */
export class BooksDoNotBalance extends Error {
  override readonly name = 'BooksDoNotBalance';
  /** lovelace too many (positive) or missing (negative) */
  readonly off: bigint;

  constructor(what: string, off: bigint) {
    super(`${what}: ${off} lovelace off`);
    this.off = off;
  }
}

/**
 * ΔT1 − ΔR1 + ΔR2 + Σrs − fees = 0: what was taken from the reserves and the fees is in the treasury, in the rewards or back in the
 * reserves (rewards.md 1.4; Shelley specification, preservation of value).
 * @throws BooksDoNotBalance naming the lovelace off.
 */
export function assertConserved(given: {
  readonly pots: Pick<RewardPots, 'treasuryTax' | 'incentives' | 'fees'>;
  /** ΔR2 */
  readonly returnedToReserves: Lovelace;
  /** Σrs, also of accounts that are not registered */
  readonly rewards: Lovelace;
}): void {
  const { treasuryTax, incentives, fees } = given.pots;
  const off = treasuryTax - incentives + given.returnedToReserves + given.rewards - fees;
  if (off !== 0n) throw new BooksDoNotBalance('the reward update does not preserve value', off);
}

/** A move of a boundary that is not a reward: a donation, a deposit nobody can be refunded, a treasury withdrawal, MIR, AVVM. */
export interface OtherMove {
  readonly name: string;
  readonly pot: keyof Pots;
  /** lovelace into the pot; negative out of it */
  readonly amount: bigint;
}

/** reserves' and treasury' of the spendable epoch. @throws InvalidValue when a pot would be overdrawn. */
export function potsAfter(given: {
  readonly pots: Pick<RewardPots, 'treasuryTax' | 'incentives' | 'reserves'>;
  readonly treasury: Lovelace;
  readonly returnedToReserves: Lovelace;
  readonly unclaimed: Lovelace;
  readonly others: readonly OtherMove[];
}): Pots {
  const { pots, treasury, returnedToReserves, unclaimed, others } = given;
  const into = (pot: keyof Pots) => others.reduce((sum, move) => (move.pot === pot ? sum + move.amount : sum), 0n);
  return {
    reserves: lovelace(pots.reserves - pots.incentives + returnedToReserves + into('reserves')),
    treasury: lovelace(treasury + pots.treasuryTax + unclaimed + into('treasury')),
  };
}
