import type { Pool } from '@pooltool/shared-utils/pg';
import { loadPartitions, loadRunPage, loadRuns, type RunPage, type RunRow } from '@pooltool/store/pipeline';
import { partitionNeverAsked, runUnknown } from '../errors.ts';
import { readNetworkOrNull } from './read-network.ts';

/** One partition of an asset: its latest runs, and one of them whole. */
export interface RunView {
  /** its name; null: the database has none yet */
  readonly network: string | null;
  readonly asset: string;
  readonly partition: string;
  readonly state: string;
  readonly requestedBy: string;
  /** the run whose result stands; null: none does */
  readonly standing: bigint | null;
  /** newest first */
  readonly runs: readonly RunRow[];
  /** null: requested, and nobody has begun */
  readonly run: RunPage | null;
}

const SHOWN_RUNS = 30;

/** The partition with its latest run. @throws POOLTOOL_PARTITION_NEVER_ASKED (reject, 404) */
export async function loadPartitionView(
  pool: Pool,
  { asset, partition }: { readonly asset: string; readonly partition: string },
): Promise<RunView> {
  const place = { asset, partition };
  const [row] = isHeldByPostgres(asset) && isHeldByPostgres(partition) ? await loadPartitions(pool, [place]) : [];
  if (row === undefined) {
    throw partitionNeverAsked({
      message: `nobody has asked for ${asset} ${partition} yet, so it has no runs`,
      details: place,
    });
  }
  return viewOf(pool, place, row.run);
}

/** Every text but one with a zero byte, which fails the statement. */
const isHeldByPostgres = (text: string): boolean => !text.includes('\0');

/** A run with its siblings. @throws POOLTOOL_RUN_UNKNOWN (reject, 404) */
export async function loadRunView(pool: Pool, number: string): Promise<RunView> {
  const run = /^\d{1,18}$/.test(number) ? await loadRunPage(pool, BigInt(number)) : null;
  if (run === null) throw runUnknown({ message: `there is no run ${number}`, details: { run: number } });
  return viewOf(pool, run, run.run);
}

async function viewOf(
  pool: Pool,
  { asset, partition }: { readonly asset: string; readonly partition: string },
  run: bigint | null,
): Promise<RunView> {
  const [network, [row], runs, whole] = await Promise.all([
    readNetworkOrNull(pool),
    loadPartitions(pool, [{ asset, partition }]),
    loadRuns(pool, { asset, partition, limit: SHOWN_RUNS }),
    run === null ? null : loadRunPage(pool, run),
  ]);
  return {
    network: network?.name ?? null,
    asset,
    partition,
    state: row?.state ?? 'missing',
    requestedBy: row?.requestedBy ?? '',
    standing: row?.materialization?.run ?? null,
    runs,
    run: whole,
  };
}
