import { epoch } from '@pooltool/domain';
import {
  type ArchiveAccess,
  type Restored,
  restoreEpoch,
  type SpanVerdict,
  verifyArchive,
} from '@pooltool/epoch-processing';
import { readNetwork } from '@pooltool/store';
import { withDatabase } from './database.ts';
import { withObjectStore } from './object-store.ts';

const withArchive = <Result>(work: (archive: ArchiveAccess) => Promise<Result>): Promise<Result> =>
  withDatabase((pool) => withObjectStore(async (objects) => work({ pool, objects, network: await readNetwork(pool) })));

/** Tells `take` of one span after the other, as they are read. */
export const verifySpans = (of: number | undefined, take: (verdict: SpanVerdict) => void): Promise<void> =>
  withArchive(async (archive) => {
    for await (const verdict of verifyArchive(archive, of === undefined ? undefined : epoch(of))) take(verdict);
  });

export const restored = (of: number): Promise<Restored> => withArchive((archive) => restoreEpoch(archive, epoch(of)));

/** One line when all is well, and one for everything that is not. */
export function verdictLines({ firstEpoch, epochs, rows, objects, faults, strangers }: SpanVerdict): string[] {
  const what = epochs === 1 ? `epoch ${firstEpoch}` : `epochs ${firstEpoch} to ${firstEpoch + epochs - 1} by key`;
  const verdict = faults.length === 0 ? 'whole' : `${faults.length} WRONG`;
  return [
    `${what}: ${verdict}: ${rows} rows in ${objects} objects`,
    ...faults.map((fault) => `  ${fault}`),
    ...strangers.map((key) => `  ${key} belongs to nobody (\`pooltool epoch run archive ${firstEpoch}\` removes it)`),
  ];
}
