/** One thing that two sides must agree on, as text: exact, and fit to be shown. */
export interface Fact {
  /** what kind of thing: 'stake', 'leader reward' */
  readonly what: string;
  /** of which one: 'active epoch 2, key:…' */
  readonly where: string;
  readonly value: string;
}

export type FactValue = bigint | number | string | null;

export const fact = (what: string, where: string, value: FactValue): Fact => ({
  what,
  where,
  value: value === null ? NOTHING : String(value),
});

const NOTHING = 'nothing';

/** What is not as expected. */
export interface Mismatch {
  readonly what: string;
  readonly where: string;
  readonly expected: string;
  readonly got: string;
}

export interface Comparison {
  /** how many expected facts were looked at */
  readonly compared: number;
  readonly mismatches: readonly Mismatch[];
}

/**
 * Every expected fact must stand among the actual ones with the same value, and of a kind that the expectation speaks
 * of there must be no others: who lists the members of a thing lists all of them.
 */
export function compareFacts(expected: readonly Fact[], actual: readonly Fact[]): Comparison {
  const found = new Map(actual.map((one) => [keyOf(one), one]));
  const wanted = new Set(expected.map(keyOf));
  const spokenOf = new Set(expected.map(({ what }) => what));
  const differing = expected.flatMap(({ what, where, value }): Mismatch[] => {
    const got = found.get(keyOf({ what, where }))?.value ?? NOTHING;
    return got === value ? [] : [{ what, where, expected: value, got }];
  });
  const unexpected = actual
    .filter((one) => spokenOf.has(one.what) && !wanted.has(keyOf(one)))
    .map(({ what, where, value }) => ({ what, where, expected: NOTHING, got: value }));
  return { compared: expected.length, mismatches: [...differing, ...unexpected] };
}

const keyOf = ({ what, where }: Pick<Fact, 'what' | 'where'>): string => `${what}\n${where}`;

export const together = (comparisons: readonly Comparison[]): Comparison => ({
  compared: comparisons.reduce((sum, { compared }) => sum + compared, 0),
  mismatches: comparisons.flatMap(({ mismatches }) => mismatches),
});
