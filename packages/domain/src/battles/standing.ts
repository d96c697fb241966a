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

/** Blocks that one pool makes in one slot: one, or as many as it has nodes running by mistake. Who tells of more copied a proof. */
const MOST_TWINS = 8;

/**
 * The same for every one of some twins, as `standingOf` would say of each with all others, but for so many at most: the held
 * ones, then the surest. Of the others only the foremost, those that are held and those of its own hash can matter to one.
 * Whoever copies a proof onto a thousand hashes makes neither a million comparisons nor a thousand blocks.
 */
export function standingsOfTwins<Twin extends Support>(twins: readonly Twin[]): Map<Twin, Standing> {
  const surest = twins.toSorted(surestFirst);
  const believed = new Set(surest.slice(0, MOST_TWINS));
  const held = twins.filter((twin) => twin.held);
  const byHash = Map.groupBy(twins, ({ hash }) => hash);
  return new Map(
    twins.map((twin) => {
      if (!believed.has(twin) && !twin.held) return [twin, 'unconfirmed'];
      const others = new Set([...held, ...surest.slice(0, 2), ...(byHash.get(twin.hash) ?? [])]);
      others.delete(twin);
      return [twin, standingOf(twin, [...others])];
    }),
  );
}

function surestFirst(one: Support, other: Support): number {
  if (one.held !== other.held) return one.held ? -1 : 1;
  if (isSurer(one, other)) return -1;
  if (isSurer(other, one)) return 1;
  return one.hash < other.hash ? -1 : one.hash > other.hash ? 1 : 0;
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
