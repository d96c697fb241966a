import { type Asset, assetUnknown } from '@pooltool/pipeline';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { loadMetadataHistory } from '@pooltool/store/pipeline';
import { type CellState, countStates, type Grid, gridPart, type MadeFrom, madeFromOf } from './grid.ts';
import { loadPipelines } from './pipelines.ts';
import { type Plot, plotsOf } from './plots.ts';
import { readNetworkOrNull } from './read-network.ts';
import { PLOTTED_PARTITIONS } from './run-view.ts';

/** One asset: what it is, and how its partitions stand. */
export interface AssetView {
  readonly network: string | null;
  readonly asset: Pick<Asset, 'name' | 'description' | 'automation' | 'version' | 'retry' | 'concurrency' | 'checks'>;
  readonly scheme: string;
  readonly madeFrom: readonly MadeFrom[];
  readonly usedBy: readonly string[];
  readonly states: ReadonlyMap<CellState, number>;
  /** its row alone; null before anything was asked for */
  readonly grid: Grid | null;
  readonly plots: readonly Plot[];
}

const CELLS_SHOWN = 60;

/** @throws POOLTOOL_ASSET_UNKNOWN (reject, 404) */
export function loadAssetView(pool: Pool, name: string): Promise<AssetView> {
  return inTransaction(
    pool,
    async (tx) => {
      const pipeline = (await loadPipelines(tx)).find(({ registry }) => registry.has(name));
      if (pipeline === undefined) {
        throw assetUnknown({
          message: `no worker has told of an asset named ${JSON.stringify(name)}`,
          details: { asset: name },
        });
      }
      const { registry, status } = pipeline;
      const asset = registry.asset(name);
      const row = status.filter(({ asset }) => asset === name);
      const [grid] = gridPart([{ registry, status: row }], { count: CELLS_SHOWN }).grids;
      return {
        network: (await readNetworkOrNull(tx))?.name ?? null,
        asset,
        scheme: asset.partitions.name,
        madeFrom: madeFromOf(registry, name),
        usedBy: registry.assets
          .filter(({ needs }) => needs.some((need) => need.asset === name))
          .map(({ name }) => name),
        states: countStates(row.flatMap(({ cells }) => cells)),
        grid: grid === undefined || grid.partitions.length === 0 ? null : grid,
        plots: plotsOf(await loadMetadataHistory(tx, name, PLOTTED_PARTITIONS)),
      };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
