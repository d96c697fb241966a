import { type Cell, type GridStatus, needLabel, type Registry, staleText } from '@pooltool/pipeline';

export type CellState = Cell['state'];

/** One pipeline, as its workers told of it, and how all its partitions stand. */
export interface PipelineStatus {
  readonly registry: Registry;
  readonly status: GridStatus;
}

/** Which part of the grids to show. */
export interface GridChoice {
  /** partitions across */
  readonly count: number;
  /** of the scheme of this name the partitions up to this one; of the others the latest */
  readonly upTo?: { readonly scheme: string; readonly partition: string } | undefined;
  /** only assets and partitions that have a cell in this state */
  readonly state?: CellState | undefined;
  /** only assets whose name holds this text */
  readonly asset?: string | undefined;
}

/** Assets that are cut alike, such as by epochs, form one grid. */
export interface Grid {
  readonly scheme: string;
  /** the latest first */
  readonly partitions: readonly string[];
  /** all there are under this choice */
  readonly total: number;
  /** where the page before and the page after this one begin; null: there is none */
  readonly newer: string | null;
  readonly older: string | null;
  /** what is made from nothing first */
  readonly rows: readonly GridRow[];
}

export interface GridRow {
  readonly asset: string;
  readonly description: string;
  readonly madeFrom: readonly MadeFrom[];
  readonly cells: readonly GridCell[];
}

export interface MadeFrom {
  readonly asset: string;
  /** which of its partitions: '' the same, '+1' the next */
  readonly label: string;
  readonly optional: boolean;
}

export interface GridCell {
  readonly partition: string;
  readonly state: CellState;
  /** why it is so, in one sentence */
  readonly says: string;
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
  /** what stands failed, the latest first, wherever it is */
  readonly failures: readonly Failure[];
}

const SHOWN_FAILURES = 8;

export function gridPart(pipelines: readonly PipelineStatus[], choice: GridChoice): GridPart {
  const rows = pipelines.flatMap(({ registry, status }) =>
    status.map((row) => ({ ...row, madeFrom: madeFromOf(registry, row.asset) })),
  );
  const byScheme = Map.groupBy(rows, ({ scheme }) => scheme);
  const failures = rows.flatMap(({ asset, cells }) =>
    cells.flatMap(({ partition, state, error, failures, changedAt }) =>
      state === 'failed' && error !== null && changedAt !== null
        ? [{ asset, partition, code: error.code, message: error.message, failures, changedAt }]
        : [],
    ),
  );
  return {
    grids: [...byScheme].map(([scheme, some]) => gridOf(scheme, some, choice)).filter(({ rows }) => rows.length > 0),
    failures: failures.sort((a, b) => b.changedAt.getTime() - a.changedAt.getTime()).slice(0, SHOWN_FAILURES),
  };
}

export const madeFromOf = (registry: Registry, asset: string): MadeFrom[] =>
  registry.asset(asset).needs.map((need) => ({ asset: need.asset, label: needLabel(need), optional: need.optional }));

type Row = GridStatus[number] & { readonly madeFrom: readonly MadeFrom[] };

function gridOf(scheme: string, all: readonly Row[], { count, upTo, state, asset = '' }: GridChoice): Grid {
  const fits = ({ cells }: Row): boolean => state === undefined || cells.some((cell) => cell.state === state);
  const rows = all.filter((row) => row.asset.includes(asset) && fits(row));
  const holding = new Set(
    rows.flatMap(({ cells }) => cells.filter((cell) => state === undefined || cell.state === state)).map(keyOf),
  );
  const partitions = (all[0]?.cells ?? []).map(keyOf).reverse();
  const shown = partitions.filter((partition) => holding.has(partition));
  const places = new Map(partitions.map((partition, place) => [partition, place]));
  const wanted = upTo?.scheme === scheme ? (places.get(upTo.partition) ?? -1) : -1;
  const found = shown.findIndex((partition) => (places.get(partition) ?? 0) >= wanted);
  const first = wanted < 0 ? 0 : found < 0 ? Math.max(0, shown.length - count) : found;
  const page = shown.slice(first, first + count);
  return {
    scheme,
    partitions: page,
    total: shown.length,
    newer: first === 0 ? null : (shown[Math.max(0, first - count)] ?? null),
    older: shown[first + count] ?? null,
    rows: rows.map(({ asset, description, madeFrom, cells }) => {
      const byPartition = new Map(cells.map((cell) => [cell.partition, cell]));
      return { asset, description, madeFrom, cells: page.map((partition) => cellOf(partition, byPartition)) };
    }),
  };
}

const keyOf = ({ partition }: { readonly partition: string }): string => partition;

function cellOf(partition: string, cells: ReadonlyMap<string, Cell>): GridCell {
  const cell = cells.get(partition);
  return { partition, state: cell?.state ?? 'missing', says: cell === undefined ? '' : cellSays(cell) };
}

/** The reason of a state that wants one; the other states say all by their name. */
export function cellSays({ state, staleBecause, error, requestedBy }: Cell): string {
  switch (state) {
    case 'stale':
      return staleText(staleBecause);
    case 'failed':
      return error === null ? '' : `${error.code}: ${error.message}`;
    case 'requested':
      return `asked for by ${requestedBy}`;
    case 'cancelled':
      return `cancelled by ${requestedBy}`;
    case 'ok':
    case 'running':
    case 'missing':
      return '';
  }
}

/** How many partitions of an asset stand in each state. */
export const countStates = (cells: readonly Cell[]): ReadonlyMap<CellState, number> =>
  new Map([...Map.groupBy(cells, ({ state }) => state)].map(([state, some]) => [state, some.length]));

/** The latest partition of an asset that anybody asked for. */
export const latestCell = (cells: readonly Cell[]): Cell | null =>
  cells.findLast(({ state }) => state !== 'missing') ?? null;
