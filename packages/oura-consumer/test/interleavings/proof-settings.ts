import { randomInt } from 'node:crypto';

/**
 * How much is proved, and from which seed: `npm run prove` sets these, nothing else reads the environment here. Without them
 * each run takes a seed of its own, which a failure prints.
 */
const given = (name: string): number | undefined => {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${name} must be a whole number, not ${text}`);
  return number;
};

const cases = given('POOLTOOL_PROVE_CASES');
const seed = given('POOLTOOL_PROVE_SEED');
const path = process.env['POOLTOOL_PROVE_PATH'] ?? '';

/** By `npm run prove`, and not by `npm test`. */
export const isProving = cases !== undefined;

/** One case alone, which need not hold what many hold together. */
export const isOneCase = path !== '';

const MOST_MS_PER_CASE = 2_000;
const TO_TELL_MS = 30_000;

/** How much of the cases a test is for: so many in `npm test`, its share of those that were asked for otherwise. */
export interface Extent {
  readonly inTest: number;
  readonly share: number;
  /** where one takes longer than most */
  readonly mostMsPerCase?: number;
}

const runsOf = ({ inTest, share }: Extent): number =>
  cases === undefined ? inTest : Math.max(1, Math.round(cases * share));

/** How long the test may take: a machine that is busy with something else is no failure. */
export const patienceMs = (extent: Extent): number =>
  2 * TO_TELL_MS + (extent.mostMsPerCase ?? MOST_MS_PER_CASE) * runsOf(extent);

/** For `fc.assert`. Before patience ends, the smallest failing case found so far is told. */
export const casesOf = (extent: Extent) => ({
  numRuns: runsOf(extent),
  interruptAfterTimeLimit: patienceMs(extent) - TO_TELL_MS,
  markInterruptAsFailure: true,
  ...(seed === undefined ? {} : { seed }),
  ...(isOneCase ? { path } : {}),
});

/** A random number to begin with, where no property test has its own. */
export const seedOf = (): number => seed ?? randomInt(2 ** 31);

const PREVIEW_IN_TEST = { epochs: 12, rollbacks: 12 };
const WHOLE_PREVIEW = { epochs: 12, rollbacks: 200 };

/** How much of preview is followed: what takes some 40 s, or all there is. */
export const previewExtent = () => (process.env['POOLTOOL_PROVE_PREVIEW'] === 'all' ? WHOLE_PREVIEW : PREVIEW_IN_TEST);
