/** What the candidates of a height come to (operators.md 5.6, 5.7, 6): from sets, so that no order of reports can matter. */
import type { BlockHash } from '../units/hashes.ts';
import type { Height } from '../units/time.ts';
import type { Candidate } from './candidate.ts';
import type { BattleKind, Contest, JudgedCandidate, Standing } from './contest.ts';
import { classify, distinctKinds, kindBetween } from './kinds.ts';
import { predict } from './predict.ts';
import { standingsOfTwins } from './standing.ts';

export interface HeightFacts {
  readonly height: Height;
  /** all of this height, each hash once; in any order */
  readonly candidates: readonly Candidate[];
  /** all at other heights whose slot is that of one of them; others are passed over */
  readonly sameSlot: readonly Candidate[];
  /** the block that stands at this height for good; null while it can still be undone */
  readonly chain: { readonly hash: BlockHash } | null;
  /** What a pool must be lucky with since Babbage, blake2b-256 of "L" and the block's output: hex to hex. */
  leaderValue(blockVrf: string): string;
}

export function judgeHeight({ height, candidates, sameSlot, chain, leaderValue }: HeightFacts): Contest {
  const present = candidates.map((candidate) =>
    candidate.hash === chain?.hash ? { ...candidate, held: true } : candidate,
  );
  const slots = new Set(present.map(({ slot }) => slot));
  const elsewhere = sameSlot.filter((other) => other.height !== height && slots.has(other.slot));
  const standings = standingsOf([...present, ...elsewhere]);
  const isReal = (candidate: Candidate): boolean => standings.get(candidate) !== 'unconfirmed';

  const rivals = present.filter(isReal);
  const hidden = elsewhere.filter((other) => isReal(other) && rivals.some(({ slot }) => slot === other.slot));
  const predictions = predictionsOf(rivals, hidden);
  const lowestLeader = lowestOf(rivals, (candidate) => leaderValueOf(candidate, leaderValue));
  const lowestBlock = lowestOf(rivals, ({ blockVrf }) => blockVrf);

  const judged = present.sort(bySlotAndHash).map(
    (candidate): JudgedCandidate => ({
      ...candidate,
      standing: standings.get(candidate) ?? 'unconfirmed',
      kinds: isReal(candidate) ? kindsOf(candidate, rivals, hidden) : [],
      predicted: predictions.get(candidate) ?? null,
      chained: chain && candidate.hash === chain.hash,
      lowestLeaderVrf: lowestLeader.has(candidate),
      lowestBlockVrf: lowestBlock.has(candidate),
    }),
  );
  const kinds = distinctKinds(judged.flatMap((candidate) => candidate.kinds));
  return {
    height,
    candidates: judged,
    kinds,
    classification: classify(kinds),
    isSlotBattle: kinds.length > 0 && new Set(rivals.map(({ slot }) => slot)).size === 1,
    settled: chain !== null,
    hidden: hidden
      .sort((one, other) => one.height - other.height || bySlotAndHash(one, other))
      .map(({ hash, height, slot, producer }) => ({ hash, height, slot, producer })),
  };
}

/** Of each with its twins, those of its maker and slot. */
const standingsOf = (all: readonly Candidate[]): ReadonlyMap<Candidate, Standing> =>
  new Map(
    [...Map.groupBy(all, ({ slot, producer }) => `${slot} ${producer}`).values()].flatMap((twins) => [
      ...standingsOfTwins(twins),
    ]),
  );

function predictionsOf(rivals: readonly Candidate[], hidden: readonly Candidate[]): Map<Candidate, boolean | null> {
  const predictions = predict([...rivals, ...hidden]);
  return new Map(rivals.map((candidate, at) => [candidate, predictions[at] ?? null]));
}

function kindsOf(candidate: Candidate, rivals: readonly Candidate[], hidden: readonly Candidate[]): BattleKind[] {
  const against = [
    ...rivals.filter((other) => other !== candidate),
    ...hidden.filter((other) => other.slot === candidate.slot),
  ];
  return distinctKinds(against.map((other) => kindBetween(candidate, other)));
}

/** The leader's output itself before Babbage. Both are what luck is measured by, and lower is luckier. */
const leaderValueOf = ({ leaderVrf, blockVrf }: Candidate, leaderValue: (blockVrf: string) => string): string | null =>
  leaderVrf ?? (blockVrf === null ? null : leaderValue(blockVrf));

/** All that share the lowest value. As text, hex compares as shares of a range do, also where a leader value meets an output. */
function lowestOf(among: readonly Candidate[], vrfOf: (candidate: Candidate) => string | null): Set<Candidate> {
  const known = among.flatMap((candidate) => {
    const value = vrfOf(candidate);
    return value === null ? [] : [{ candidate, value }];
  });
  const lowest = known.reduce<string | null>(
    (least, { value }) => (least === null || value < least ? value : least),
    null,
  );
  return new Set(known.filter(({ value }) => value === lowest).map(({ candidate }) => candidate));
}

const bySlotAndHash = (one: Candidate, other: Candidate): number =>
  one.slot - other.slot || (one.hash < other.hash ? -1 : one.hash > other.hash ? 1 : 0);
