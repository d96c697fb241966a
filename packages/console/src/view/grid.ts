import type { GridCell } from '@pooltool/store/console';

export type CellState = GridCell['state'] | 'missing';

/** Assets whose partitions are named alike, such as the epochs' numbers, form one grid. */
export interface Grid {
  readonly kind: 'epoch' | 'date' | 'partition';
  /** the latest first */
  readonly partitions: readonly string[];
  /** what is made from nothing first */
  readonly rows: readonly GridRow[];
}

export interface GridRow {
  readonly asset: string;
  readonly madeFrom: readonly string[];
  readonly cells: readonly { readonly partition: string; readonly state: CellState }[];
}

export interface Failure {
  readonly asset: string;
  readonly partition: string;
  readonly code: string;
  readonly message: string;
  readonly failures: number;
  readonly changedAt: Date;
}

export interface GridPart {
  readonly grids: readonly Grid[];
  /** what stands failed, the latest first */
  readonly failures: readonly Failure[];
}

const SHOWN_FAILURES = 8;

export function gridPart(cells: readonly GridCell[]): GridPart {
  const byKind = Map.groupBy(cells, ({ partition }) => kindOf(partition));
  const failures = cells.flatMap(({ asset, partition, state, error, failures, changedAt }) =>
    state === 'failed' && error !== null ? [{ asset, partition, ...error, failures, changedAt }] : [],
  );
  return {
    grids: [...byKind].map(([kind, some]) => gridOf(kind, some)),
    failures: failures.sort((a, b) => b.changedAt.getTime() - a.changedAt.getTime()).slice(0, SHOWN_FAILURES),
  };
}

function gridOf(kind: Grid['kind'], cells: readonly GridCell[]): Grid {
  const positions = new Map(cells.map(({ partition, position }) => [partition, position]));
  const partitions = [...positions].sort(([, a], [, b]) => (a < b ? 1 : -1)).map(([partition]) => partition);
  const byAsset = Map.groupBy(cells, ({ asset }) => asset);
  const needs = new Map([...byAsset].map(([asset, some]) => [asset, needsOf(asset, some)]));
  return {
    kind,
    partitions,
    rows: inOrderOfMaking(needs).map((asset) => {
      const states = new Map(byAsset.get(asset)?.map(({ partition, state }) => [partition, state]));
      return {
        asset,
        madeFrom: needs.get(asset) ?? [],
        cells: partitions.map((partition) => ({ partition, state: states.get(partition) ?? 'missing' })),
      };
    }),
  };
}

const needsOf = (asset: string, cells: readonly GridCell[]): string[] =>
  [...new Set(cells.flatMap(({ madeFrom }) => madeFrom))].filter((need) => need !== asset).sort();

/** Needs before what is made from them, else by name. Runs of older code may have read round: then by name as well. */
function inOrderOfMaking(needs: ReadonlyMap<string, readonly string[]>): string[] {
  const placed = new Set<string>();
  const left = [...needs.keys()].sort();
  while (left.length > 0) {
    const ready = left.findIndex((asset) => needs.get(asset)?.every((need) => placed.has(need) || !needs.has(need)));
    const [next] = left.splice(Math.max(ready, 0), 1);
    if (next !== undefined) placed.add(next);
  }
  return [...placed];
}

function kindOf(partition: string): Grid['kind'] {
  if (/^\d+$/.test(partition)) return 'epoch';
  return /^\d{4}-\d\d-\d\d$/.test(partition) ? 'date' : 'partition';
}
