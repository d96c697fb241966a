import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { type AssetGraph, assetGraph } from './graph.ts';
import { type GridChoice, type GridPart, gridPart } from './grid.ts';
import { loadPipelines } from './pipelines.ts';
import { readNetworkOrNull } from './read-network.ts';

/** All assets: what is made from what, and as much of the grids as was chosen. */
export interface AssetsView {
  readonly network: string | null;
  readonly graphs: readonly { readonly pipeline: string; readonly graph: AssetGraph }[];
  readonly grid: GridPart;
  readonly choice: GridChoice;
}

export function loadAssetsView(pool: Pool, choice: GridChoice): Promise<AssetsView> {
  return inTransaction(
    pool,
    async (tx) => {
      const pipelines = await loadPipelines(tx);
      return {
        network: (await readNetworkOrNull(tx))?.name ?? null,
        graphs: pipelines.map((pipeline) => ({ pipeline: pipeline.registry.name, graph: assetGraph(pipeline) })),
        grid: gridPart(pipelines, choice),
        choice,
      };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
