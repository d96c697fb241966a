/**
 * Which of two tips a node prefers (operators.md 5.7; ouroboros-consensus, `preferCandidate` of PraosTiebreakerView):
 *
 * 1. the longer chain, which is the greater height;
 * 2. of the same issuer and slot, the higher number of the operational certificate;
 * 3. the lower VRF output, byte by byte: the leader's of TPraos (before Babbage), the block's own of Praos (not the leader
 *    value that is derived from it). From Conway on only where the slots are at most five apart.
 *
 * Else neither: a node keeps what it saw first. The rule is not transitive.
 */
import type { Candidate } from './candidate.ts';
import { isSameMaker } from './same-maker.ts';

/** What of a candidate the rule looks at. */
export type ComparedTip = Pick<
  Candidate,
  'height' | 'slot' | 'producer' | 'era' | 'certificateNumber' | 'leaderVrf' | 'blockVrf'
>;

export type Preference = 'first' | 'second' | null;

const BABBAGE = 6;
const CONWAY = 7;
const CONWAY_WINDOW_SLOTS = 5;

/** null: neither is preferred, or what decides is not known of both. */
export function preferred(first: ComparedTip, second: ComparedTip): Preference {
  if (first.height !== second.height) return first.height > second.height ? 'first' : 'second';
  if (first.slot === second.slot && isSameMaker(first, second)) return byCertificate(first, second);
  return isVrfCompared(first, second) ? byVrf(first, second) : null;
}

/** The output that ties are broken by: lower wins. */
export const decisiveVrf = ({ era, leaderVrf, blockVrf }: ComparedTip): string | null =>
  era < BABBAGE ? leaderVrf : blockVrf;

/**
 * Equal numbers, or unknown ones, decide nothing: key, slot and nonce are the same, so both blocks drew the same VRF, and
 * where they are said to differ one of the two is a lie.
 */
function byCertificate(
  { certificateNumber: first }: ComparedTip,
  { certificateNumber: second }: ComparedTip,
): Preference {
  if (first === null || second === null || first === second) return null;
  return first > second ? 'first' : 'second';
}

/** Across the boundary of Conway the newer tip's rules hold. */
const isVrfCompared = (first: ComparedTip, second: ComparedTip): boolean =>
  Math.max(first.era, second.era) < CONWAY || Math.abs(first.slot - second.slot) <= CONWAY_WINDOW_SLOTS;

/** Lower-case hex of one length compares as its bytes do. */
function byVrf(first: ComparedTip, second: ComparedTip): Preference {
  const [one, other] = [decisiveVrf(first), decisiveVrf(second)];
  if (one === null || other === null || one.length !== other.length || one === other) return null;
  return one < other ? 'first' : 'second';
}
