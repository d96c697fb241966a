import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PoolToolError } from '@pooltool/shared-utils/errors';
import { type FileMismatch, type VerifyReport, verifyRewards, verifySimulatedRewards } from './verify.ts';

/**
 * `pooltool verify-rewards [PATH...] [--json]`. Without a PATH, or when the whole folder the PATHs lie in is not on this machine
 * (the recorded epochs are not part of the repository), a simulated chain is verified instead, and it is said. Exit code 0 when every figure agrees, 1 on a lovelace of difference or a file that is
 * no fixture. `print` gets whole lines; with `json` the last one is the report (or `{ error }`) as one JSON object.
 */
export async function verifyRewardsCommand(given: {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly print: (line: string) => void;
}): Promise<number> {
  const { paths, json, print } = given;
  try {
    const simulated = paths.every(isOnAnotherMachine);
    if (simulated) print(`note: ${simulationNote(paths)}`);
    const report = simulated ? await verifySimulatedRewards() : await verifyRewards(paths);
    for (const line of json ? [JSON.stringify(report)] : proseOf(report)) print(line);
    return report.mismatches === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof PoolToolError)) throw error;
    print(
      json
        ? JSON.stringify({ error: { code: error.code, message: error.message } })
        : `${error.code}: ${error.message}`,
    );
    return 1;
  }
}

/** A path that is mistyped has at least its folder. */
const isOnAnotherMachine = (path: string): boolean => !existsSync(path) && !existsSync(dirname(resolve(path)));

const simulationNote = (paths: readonly string[]): string =>
  `${paths.length === 0 ? 'no recorded epochs were named' : `${paths.join(', ')}: not on this machine`}; verifying simulated ones`;

const SHOWN = 20;

function proseOf({ details, ...sums }: VerifyReport): string[] {
  const lines = details.slice(0, SHOWN).map(mismatchLine);
  if (details.length > SHOWN) lines.push(`… and ${details.length - SHOWN} more (all of them with --json)`);
  lines.push(
    `${sums.epochs} epochs, ${sums.pools} pools, ${sums.members} members, ${sums.figures} figures: ` +
      `${sums.mismatches} mismatches in ${sums.seconds.toFixed(1)} s`,
  );
  return lines;
}

const mismatchLine = ({ file, pool, field, expected, got }: FileMismatch): string =>
  `${file}: ${pool === undefined ? '' : `${pool} `}${field}: expected ${expected}, got ${got}`;
