import type { Block, Certificate } from '@pooltool/domain';
import type { CborError, CborReader } from '@pooltool/shared-utils/cbor';

/** An output's index: 16 bits (ledger: TxIx). */
export const MOST_INDEX = 2 ** 16 - 1;
/** What 64 bits hold without a sign: the ledger's Word64. */
export const MOST_WORD64 = 2n ** 64n - 1n;
/** What 64 bits hold with one: no network has as many lovelace, no block as many execution units. */
const MOST_SUM = 2n ** 63n - 1n;

/** A number that the ledger bounds: more is no block. */
export function readUpTo(reader: CborReader, most: number, what: string): number {
  const value = reader.uintNumber();
  if (value > most) throw reader.fail(`${what} of at most ${most}`, `${value}`);
  return value;
}

/**
 * A number that the ledger does not bound and whoever signs chooses freely: a real block may state any, and one beyond what
 * is kept is as good as the last that is.
 */
export function readClamped(reader: CborReader, most: number): number {
  const value = reader.uintBig();
  return value > BigInt(most) ? most : Number(value);
}

/** Nodes refuse a key that stands twice in a map of numbered fields (ledger: Data.Coders, `duplicateKey`). */
export const keyTwice = (reader: CborReader, key: number): CborError => reader.fail(`key ${key} once`, 'it twice');

/**
 * Sums of a block that no ledger can have let happen. Each part fits its 64 bits, and the ledger compares it with what there
 * is when it takes effect; bytes that nobody checked may hold more than can be kept.
 */
export function demandPossibleSums(reader: CborReader, transactions: Block['transactions']): void {
  const sums = { fees: 0n, memory: 0n, steps: 0n, deposits: 0n };
  for (const { fee, executionUnits, certificates, valid } of transactions) {
    sums.fees += fee ?? 0n;
    sums.memory += executionUnits.memory;
    sums.steps += executionUnits.steps;
    if (valid) for (const certificate of certificates) sums.deposits += depositsOf(certificate);
  }
  for (const [what, sum] of Object.entries(sums)) {
    if (sum > MOST_SUM) throw reader.fail(`${what} of at most ${MOST_SUM}`, `${sum}`);
  }
}

function depositsOf({ effects }: Certificate): bigint {
  let sum = 0n;
  for (const effect of effects) {
    if (effect.kind === 'stake-registration') sum += effect.deposit ?? 0n;
    else if (effect.kind === 'stake-deregistration') sum += effect.refund ?? 0n;
  }
  return sum;
}
