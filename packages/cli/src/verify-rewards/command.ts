import { PoolToolError } from '@pooltool/shared-utils/errors';
import { type FileMismatch, type VerifyReport, verifyRewards } from './verify.ts';

/**
 * `pooltool verify-rewards PATH... [--json]`. Exit code 0 when every figure agrees, 1 on a lovelace of difference or a file that is
 * no fixture. `print` gets whole lines; with `json` the last one is the report (or `{ error }`) as one JSON object.
 */
export async function verifyRewardsCommand(given: {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly print: (line: string) => void;
}): Promise<number> {
  const { paths, json, print } = given;
  try {
    const report = await verifyRewards(paths);
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
