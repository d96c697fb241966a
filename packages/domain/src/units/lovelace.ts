import { type Brand, InvalidValue } from './brand.ts';

/** Money. 1 ada = 1,000,000 lovelace. Never negative, never a float; a difference of two amounts is a plain bigint. */
export type Lovelace = Brand<bigint, 'Lovelace'>;

const MOST = 2n ** 64n - 1n;

/** @throws InvalidValue outside 0 … 2^64−1, the ledger's range of a coin. */
export function lovelace(value: bigint): Lovelace {
  if (value < 0n || value > MOST) {
    throw new InvalidValue({ word: 'lovelace', given: value, rule: `from 0 to ${MOST}` });
  }
  return value as Lovelace;
}

export const NO_LOVELACE = lovelace(0n);
