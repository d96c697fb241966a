import { loadToldPipelines, type Retry, readWhy, type ToldPipelineRow, type Why } from '@pooltool/pipeline';
import type { Pool } from '@pooltool/shared-utils/pg';
import {
  loadMetadataHistory,
  loadPartitions,
  loadRunPage,
  loadRuns,
  type PartitionRow,
  type RunPage,
  type RunRow,
} from '@pooltool/store/pipeline';
import { partitionUnknown, runUnknown } from '../errors.ts';
import { type Plot, plotsOf } from './plots.ts';
import { readNetworkOrNull } from './read-network.ts';

/** One partition of an asset: how it stands and why, its latest runs, and one of them whole. */
export interface RunView {
  /** its name; null: the database has none yet */
  readonly network: string | null;
  readonly asset: string;
  readonly partition: string;
  /** null when the workers of today know no such asset: then nothing can be asked of it */
  readonly told: { readonly description: string; readonly retry: Retry } | null;
  readonly state: Why['state'];
  /** as `pooltool epoch why` tells it; null where `told` is */
  readonly why: Why | null;
  /** of the state it is in; null: never asked for */
  readonly requestedBy: string | null;
  /** when the next try comes, while one waits */
  readonly nextTry: Date | null;
  /** the run whose result stands; null: none does */
  readonly standing: bigint | null;
  /** newest first */
  readonly runs: readonly RunRow[];
  /** null: nobody has begun */
  readonly run: RunPage | null;
  /** of the asset's results that stand */
  readonly plots: readonly Plot[];
}

const SHOWN_RUNS = 30;
export const PLOTTED_PARTITIONS = 120;

type Place = { readonly asset: string; readonly partition: string };

/**
 * The partition with its latest run, also when nobody has asked for it yet.
 * @throws POOLTOOL_PARTITION_UNKNOWN (reject, 404), POOLTOOL_PARTITION_INVALID (reject, 400)
 */
export async function loadPartitionView(pool: Pool, { asset, partition }: Place): Promise<RunView> {
  const place = { asset, partition };
  const held = isHeldByPostgres(asset) && isHeldByPostgres(partition);
  const [row] = held ? await loadPartitions(pool, [place]) : [];
  const pipeline = await pipelineOf(pool, asset);
  if (row === undefined && pipeline === null) {
    throw partitionUnknown({
      message: `there is no ${asset} ${partition}: no worker has told of this asset`,
      details: place,
    });
  }
  return viewOf(pool, { place, row, pipeline, run: row?.run ?? null });
}

/** Every text but one with a zero byte, which fails the statement. */
const isHeldByPostgres = (text: string): boolean => !text.includes('\0');

/** A run with its siblings. @throws POOLTOOL_RUN_UNKNOWN (reject, 404) */
export async function loadRunView(pool: Pool, number: string): Promise<RunView> {
  const run = /^\d{1,18}$/.test(number) ? await loadRunPage(pool, BigInt(number)) : null;
  if (run === null) throw runUnknown({ message: `there is no run ${number}`, details: { run: number } });
  const place = { asset: run.asset, partition: run.partition };
  const [row] = await loadPartitions(pool, [place]);
  return viewOf(pool, { place, row, pipeline: await pipelineOf(pool, run.asset), run: run.run });
}

async function pipelineOf(pool: Pool, asset: string): Promise<ToldPipelineRow | null> {
  return (await loadToldPipelines(pool)).find(({ registry }) => registry.has(asset)) ?? null;
}

async function viewOf(
  pool: Pool,
  {
    place,
    row,
    pipeline,
    run,
  }: {
    readonly place: Place;
    readonly row: PartitionRow | undefined;
    readonly pipeline: ToldPipelineRow | null;
    readonly run: bigint | null;
  },
): Promise<RunView> {
  const { asset, partition } = place;
  const why = pipeline === null ? null : await readWhy(pool, pipeline.registry, place);
  const [network, runs, whole, history] = await Promise.all([
    readNetworkOrNull(pool),
    loadRuns(pool, { asset, partition, limit: SHOWN_RUNS }),
    run === null ? null : loadRunPage(pool, run),
    loadMetadataHistory(pool, asset, PLOTTED_PARTITIONS),
  ]);
  const told = pipeline?.registry.asset(asset);
  return {
    network: network?.name ?? null,
    asset,
    partition,
    told: told === undefined ? null : { description: told.description, retry: told.retry },
    state: why?.state ?? row?.state ?? 'missing',
    why,
    requestedBy: row?.requestedBy ?? null,
    nextTry: row?.state === 'requested' ? row.notBefore : null,
    standing: row?.materialization?.run ?? null,
    runs,
    run: whole,
    plots: plotsOf(history),
  };
}
