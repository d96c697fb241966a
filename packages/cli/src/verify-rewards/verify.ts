import { type Clock, systemClock } from '@pooltool/shared-utils/clock';
import { makeSimulation, rewardFixtures } from '@pooltool/simulator';
import { compareFixture, type Mismatch } from './compare.ts';
import { parseFixture, type RewardFixture } from './fixture.ts';
import { fixtureFiles, readFixture } from './fixture-files.ts';

export interface FileMismatch extends Mismatch {
  readonly file: string;
}

/** What `pooltool verify-rewards --json` prints. */
export interface VerifyReport {
  /** fixtures, one an epoch */
  readonly epochs: number;
  readonly pools: number;
  /** delegator rows */
  readonly members: number;
  /** figures compared */
  readonly figures: number;
  readonly mismatches: number;
  readonly seconds: number;
  /** every mismatch, in the order of the files */
  readonly details: readonly FileMismatch[];
}

/**
 * Recomputes every fixture at `paths` (files or folders of them, gzip or plain) and compares all its figures.
 * @throws rewardFixtureInvalid for the first file that is no fixture.
 */
export async function verifyRewards(paths: readonly string[], clock: Clock = systemClock): Promise<VerifyReport> {
  return verified(recordedFixtures(await fixtureFiles(paths)), clock);
}

/** The same over a simulated chain, whose ledger computes its rewards by the literal formulas: for where no data is. */
export const verifySimulatedRewards = (clock: Clock = systemClock): Promise<VerifyReport> =>
  verified(simulatedFixtures(), clock);

interface NamedFixture {
  readonly file: string;
  readonly fixture: RewardFixture;
}

async function* recordedFixtures(files: readonly string[]): AsyncGenerator<NamedFixture> {
  for (const file of files) yield { file, fixture: await readFixture(file) };
}

function* simulatedFixtures(): Generator<NamedFixture> {
  for (const { name, json } of rewardFixtures(makeSimulation())) yield { file: name, fixture: parseFixture(json) };
}

async function verified(
  fixtures: AsyncIterable<NamedFixture> | Iterable<NamedFixture>,
  clock: Clock,
): Promise<VerifyReport> {
  const startMs = clock.now();
  const sums = { epochs: 0, pools: 0, members: 0, figures: 0 };
  const details: FileMismatch[] = [];
  for await (const { file, fixture } of fixtures) {
    const { pools, members, figures, mismatches } = compareFixture(fixture);
    sums.epochs += 1;
    sums.pools += pools;
    sums.members += members;
    sums.figures += figures;
    for (const mismatch of mismatches) details.push({ file, ...mismatch });
  }
  return { ...sums, mismatches: details.length, seconds: (clock.now() - startMs) / 1000, details };
}
