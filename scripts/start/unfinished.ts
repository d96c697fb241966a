import { epoch } from '@pooltool/domain';
import type { Pool } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, countTruth, readArrival, readSyncPoint } from '@pooltool/store';
import type { RunError } from '@pooltool/store/pipeline';
import { type Cell, type Place, readToldStatus } from '../../packages/pipeline/src/index.ts';
import { expectedRuns } from './expected-runs.ts';

/** What a feed delivered, as far as the end depends on it. */
export interface Delivered {
  /** hash of the last block */
  readonly tip: string | null;
  /** epochs whose ledger dump was left in the folder */
  readonly dumpEpochs: readonly number[];
}

/** Something that is still to happen, in words. */
export interface Unfinished {
  readonly what: string;
  readonly says: string;
}

/** What is still to be done until everything that was delivered has become truth and documents; empty: the end. */
export async function unfinishedWork(pool: Pool, { tip, dumpEpochs }: Delivered): Promise<Unfinished[]> {
  const point = await readSyncPoint(pool, CHAIN_FEED);
  if (tip !== null && point?.hash !== tip)
    return [{ what: 'chain', says: `it stands at height ${point?.height ?? 0}` }];
  const arrivals = await Promise.all(
    dumpEpochs.map(async (of) => ({ of, arrived: await readArrival(pool, epoch(of)) })),
  );
  const missing = arrivals.filter(({ arrived }) => arrived === null);
  if (missing.length > 0)
    return missing.map(({ of }) => ({ what: `ledger dump of epoch ${of}`, says: 'has not arrived' }));
  const status = await readToldStatus(pool);
  const cells = status.flatMap((row) => row.cells.map((cell) => ({ ...cell, asset: row.asset })));
  const runs = unfinishedRuns(
    dumpEpochs,
    cells.filter(({ state }) => state !== 'missing'),
  );
  if (runs.length > 0) return runs;
  const { documentsWaiting } = await countTruth(pool);
  return documentsWaiting > 0 ? [{ what: 'documents', says: `${documentsWaiting} wait to be drawn` }] : [];
}

/** Every run the dumps lead to must be ok, and no other may be on its way. */
export function unfinishedRuns(
  dumpEpochs: readonly number[],
  cells: readonly (Place & Pick<Cell, 'state'> & { readonly error: Pick<RunError, 'message'> | null })[],
): Unfinished[] {
  const name = ({ asset, partition }: { asset: string; partition: string }): string => `${asset} of epoch ${partition}`;
  const seen = new Set(cells.map(name));
  return [
    ...cells
      .filter(({ state }) => state !== 'ok')
      .map((cell) => ({
        what: name(cell),
        says: cell.error === null ? cell.state : `${cell.state}: ${cell.error.message}`,
      })),
    ...expectedRuns(dumpEpochs)
      .map(name)
      .filter((wanted) => !seen.has(wanted))
      .map((what) => ({ what, says: 'was not asked for yet' })),
  ];
}
