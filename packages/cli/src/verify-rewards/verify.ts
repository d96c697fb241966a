import { type Clock, systemClock } from '@pooltool/shared-utils/clock';
import { compareFixture, type Mismatch } from './compare.ts';
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
  const startMs = clock.now();
  const sums = { epochs: 0, pools: 0, members: 0, figures: 0 };
  const details: FileMismatch[] = [];
  for (const file of await fixtureFiles(paths)) {
    const { pools, members, figures, mismatches } = compareFixture(await readFixture(file));
    sums.epochs += 1;
    sums.pools += pools;
    sums.members += members;
    sums.figures += figures;
    for (const mismatch of mismatches) details.push({ file, ...mismatch });
  }
  return { ...sums, mismatches: details.length, seconds: (clock.now() - startMs) / 1000, details };
}
