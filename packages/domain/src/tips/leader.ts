import type { Lovelace } from '../units/lovelace.ts';
import { type Ratio, ratioText } from '../units/ratio.ts';
import { type Fixed, fixedOf, magnitude, ONE, over, times } from './leader-fixed-point.ts';
import { ledgerLogarithm } from './leader-logarithm.ts';

/** What a pool drew for a slot, and what share it had of the stake that elects. */
export interface Drawing {
  /** big-endian: 32 bytes, the leader value of Praos; or 64 bytes, the leader output of TPraos as it is */
  readonly leaderValue: Uint8Array;
  /** [f] */
  readonly activeSlotCoefficient: Ratio;
  /** of the snapshot that elects in the slot's epoch */
  readonly poolStake: Lovelace;
  /** of that snapshot, all pools together */
  readonly totalStake: Lovelace;
}

/**
 * Whether a drawn number makes a pool leader of its slot: p < 1 − (1 − f)^σ, decided as the ledger decides it, so that nodes
 * and we never disagree (cardano-ledger: `checkLeaderNatValue`).
 *
 * @throws RangeError for a leader value of another length and for more stake than there is
 */
export function isElected({ leaderValue, activeSlotCoefficient, poolStake, totalStake }: Drawing): boolean {
  if (leaderValue.length !== 32 && leaderValue.length !== 64) {
    throw new RangeError(`a leader value is 32 or 64 bytes, not ${leaderValue.length}`);
  }
  if (poolStake < 0n || poolStake > totalStake) throw new RangeError(`no pool has ${poolStake} of ${totalStake}`);
  const { numerator, denominator } = activeSlotCoefficient;
  if (numerator >= denominator) return true;
  const share = totalStake === 0n ? 0n : fixedOf(poolStake, totalStake);
  const drawn = numberOf(leaderValue);
  const bound = 1n << BigInt(8 * leaderValue.length);
  // 1/(1 − p) < e^(−σ·ln(1 − f)) says the same without a subtraction near 1.
  return isBelowExponential(fixedOf(bound, bound - drawn), -times(share, emptySlotLogarithm(activeSlotCoefficient)));
}

const LOGARITHMS = new Map<string, Fixed>();

/** ln(1 − f), of which a network has one and a process hardly ever two. */
function emptySlotLogarithm(coefficient: Ratio): Fixed {
  const text = ratioText(coefficient);
  const known = LOGARITHMS.get(text);
  if (known !== undefined) return known;
  const { numerator, denominator } = coefficient;
  // 1 − f of the f that was rounded down, as there.
  const logarithm = ledgerLogarithm(ONE - fixedOf(numerator, denominator), ONE);
  if (LOGARITHMS.size < 16) LOGARITHMS.set(text, logarithm);
  return logarithm;
}

const numberOf = (bigEndian: Uint8Array): bigint =>
  bigEndian.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);

/** The ledger's bound of e^x: its estimate of the error holds to f = 2/3, and f is a twentieth. */
const BOUND: Fixed = 3n * ONE;

/**
 * [taylorExpCmp] Whether `compared` is below e^x, of x ≥ 0: as many terms as it takes to be certain. What is not certain
 * after a thousand is not below.
 */
function isBelowExponential(compared: Fixed, x: Fixed): boolean {
  let [term, sum] = [x, ONE];
  for (let n = 2n; n < 1002n; n += 1n) {
    sum += term;
    term = over(times(term, x), n * ONE);
    const error = magnitude(times(term, BOUND));
    if (compared >= sum + error) return false;
    if (compared < sum - error) return true;
  }
  return false;
}
