import type { Candidate } from './candidate.ts';
import { STANDINGS, type Standing } from './contest.ts';

/** What a standing rests on. */
export type Support = Pick<Candidate, 'hash' | 'held' | 'evidence' | 'provable' | 'witnesses'>;

/**
 * How sure it is that a candidate existed.
 *
 * A VRF proof binds a pool to a slot, not to a hash or a height: who has seen one block can claim another one with the same
 * proof. So of several candidates of one pool and slot (twins) the usual rule holds for the foremost: the one that is held,
 * or, where none is, that is surer than each other, or as sure and seen by more pools. The rest must be proven and seen by
 * two pools. What is not even likely by itself stands in nobody's way. A twin of the same hash is the same block at a height
 * where it cannot be as well: of those none but the foremost counts.
 *
 * @param twins all others of its pool and slot, at whatever height
 */
export function standingOf(candidate: Support, twins: readonly Support[]): Standing {
  if (candidate.held) return 'confirmed';
  const standing = standingAlone(candidate);
  const ahead = twins.filter((twin) => twin.held || !isSurer(candidate, twin));
  if (ahead.length === 0) return standing;
  return standing === 'confirmed' && ahead.every(({ hash }) => hash !== candidate.hash) ? standing : 'unconfirmed';
}

/**
 * The same for every one of some twins, as `standingOf` would say of each with all others: but of the others only the foremost,
 * those that are held and those of its own hash can matter to it. Whoever copies a proof onto a thousand hashes makes a
 * thousand twins, and not a million comparisons.
 */
export function standingsOfTwins<Twin extends Support>(twins: readonly Twin[]): Map<Twin, Standing> {
  const [first, second] = twins.toSorted((one, other) => (isSurer(one, other) ? -1 : isSurer(other, one) ? 1 : 0));
  const held = twins.filter((twin) => twin.held);
  const byHash = Map.groupBy(twins, ({ hash }) => hash);
  return new Map(
    twins.map((twin) => {
      const others = new Set([...held, first, second, ...(byHash.get(twin.hash) ?? [])]);
      others.delete(twin);
      return [
        twin,
        standingOf(
          twin,
          [...others].flatMap((other) => other ?? []),
        ),
      ];
    }),
  );
}

function isSurer(candidate: Support, twin: Support): boolean {
  const [own, other] = [standingAlone(candidate), standingAlone(twin)];
  if (own !== other) return STANDINGS.indexOf(own) > STANDINGS.indexOf(other);
  return candidate.witnesses > twin.witnesses;
}

function standingAlone({ evidence, provable, witnesses }: Support): Standing {
  if (evidence === 'proven') return witnesses >= 2 ? 'confirmed' : witnesses === 1 ? 'likely' : 'unconfirmed';
  return evidence === 'consistent' && !provable && witnesses >= 3 ? 'likely' : 'unconfirmed';
}
