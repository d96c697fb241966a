import { type Layers, layered } from './graph-layers.ts';
import { type CellState, latestCell, type MadeFrom, madeFromOf, type PipelineStatus } from './grid.ts';
import { spread } from './spread.ts';

/** What is made from what, placed: x and y in pixels of the picture, from its upper left corner. */
export interface AssetGraph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly asset: string;
  /** of the latest partition that anybody asked for; null: none */
  readonly partition: string | null;
  readonly state: CellState;
  readonly madeFrom: readonly MadeFrom[];
  /** which partitions of its own it is made from; null: none */
  readonly self: string | null;
  readonly x: number;
  readonly y: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** '+1', '−3, 0'; '' the same partition */
  readonly label: string;
  readonly optional: boolean;
  /** from the right side of one node, past others, to the left side of the other */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export const NODE = { width: 186, height: 48 } as const;
const BETWEEN = { x: 68, y: 18, passing: 12 } as const;
const MARGIN = 4;
const ROUNDS = 10;

export function assetGraph({ registry, status }: PipelineStatus): AssetGraph {
  const names = registry.assets.map(({ name }) => name);
  const needs = new Map(names.map((name) => [name, madeFromOf(registry, name)]));
  const links = names.flatMap((to) =>
    [...new Set(needs.get(to)?.map(({ asset }) => asset))].filter((from) => from !== to).map((from) => ({ from, to })),
  );
  const layers = layered(names, links);
  const ys = heights(layers);
  const depths = new Map(layers.layers.flatMap((layer, depth) => layer.map(({ key }) => [key, depth] as const)));
  const xOf = (key: string): number => MARGIN + (depths.get(key) ?? 0) * (NODE.width + BETWEEN.x);
  const yOf = (key: string): number => MARGIN + (ys.get(key) ?? 0);
  const nodes = names.map((asset) => {
    const latest = latestCell(status.find((row) => row.asset === asset)?.cells ?? []);
    const madeFrom = needs.get(asset) ?? [];
    return {
      asset,
      partition: latest?.partition ?? null,
      state: latest?.state ?? 'missing',
      madeFrom,
      self: madeFrom.find((need) => need.asset === asset)?.label ?? null,
      x: xOf(asset),
      y: yOf(asset),
    };
  });
  const ports = portsOf([...layers.paths.values()], yOf);
  const edges = [...layers.paths].map(([link, path]) => ({
    ...link,
    ...between(needs.get(link.to) ?? [], link.from),
    points: pointsOf(path, { xOf, yOf, ports }),
  }));
  return {
    width: Math.max(0, ...nodes.map(({ x }) => x + NODE.width)) + MARGIN,
    height: Math.max(0, ...[...ys.values()].map((y) => y + MARGIN + NODE.height)) + MARGIN,
    nodes,
    edges,
  };
}

/** All needs of one asset by another as one line: optional only if all are. */
function between(needs: readonly MadeFrom[], from: string): Pick<GraphEdge, 'label' | 'optional'> {
  const some = needs.filter(({ asset }) => asset === from);
  const labels = some.map(({ label }) => label);
  return {
    label: labels.length === 1 ? (labels[0] ?? '') : labels.map((label) => label || '0').join(', '),
    optional: some.every(({ optional }) => optional),
  };
}

/** The upper edge of every slot: each as near as can be to the middle of what it is linked with. */
function heights({ layers, paths }: Layers): Map<string, number> {
  const linked = new Map<string, string[]>();
  const link = (a: string, b: string): void => void linked.set(a, [...(linked.get(a) ?? []), b]);
  for (const path of paths.values()) {
    path.slice(1).forEach((key, index) => {
      const previous = path[index] ?? key;
      link(key, previous);
      link(previous, key);
    });
  }
  const ys = new Map<string, number>();
  const place = (layer: Layers['layers'][number], wanted: readonly number[]): void => {
    const gaps = layer.map(({ node }, index) => {
      const next = layer[index + 1]?.node;
      return node === null && next === null ? BETWEEN.passing * 2 : NODE.height + BETWEEN.y;
    });
    const places = spread(wanted, gaps);
    for (const [index, { key }] of layer.entries()) ys.set(key, places[index] ?? 0);
  };
  for (const layer of layers)
    place(
      layer,
      layer.map((_, index) => (index - layer.length / 2) * NODE.height),
    );
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const layer of round % 2 === 0 ? layers : [...layers].reverse()) {
      place(
        layer,
        layer.map(({ key }) => {
          const near = (linked.get(key) ?? []).flatMap((one) => ys.get(one) ?? []);
          return near.length === 0 ? (ys.get(key) ?? 0) : near.reduce((sum, y) => sum + y, 0) / near.length;
        }),
      );
    }
  }
  const top = Math.min(...ys.values());
  return new Map([...ys].map(([key, y]) => [key, y - top]));
}

/** Where on the two nodes' sides a link begins and ends, from their upper edges. */
interface Ports {
  readonly out: number;
  readonly into: number;
}

/** Where on a node's side each of its links begins and ends, in the order of where they lead: no two on one spot. */
function portsOf(all: readonly (readonly string[])[], yOf: (key: string) => number): Map<readonly string[], Ports> {
  const ports = new Map<readonly string[], Ports>();
  const spots = (some: (readonly string[])[], towards: (path: readonly string[]) => string) =>
    some
      .sort((a, b) => yOf(towards(a)) - yOf(towards(b)))
      .map((path, index) => ({ path, spot: (NODE.height * (index + 1)) / (some.length + 1) }));
  for (const [, some] of Map.groupBy(all, (path) => path[0] ?? '')) {
    for (const { path, spot } of spots(some, (one) => one[1] ?? ''))
      ports.set(path, { out: spot, into: NODE.height / 2 });
  }
  for (const [, some] of Map.groupBy(all, (path) => path.at(-1) ?? '')) {
    for (const { path, spot } of spots(some, (one) => one.at(-2) ?? '')) {
      ports.set(path, { out: ports.get(path)?.out ?? NODE.height / 2, into: spot });
    }
  }
  return ports;
}

type Coordinate = (key: string) => number;

function pointsOf(
  path: readonly string[],
  { xOf, yOf, ports }: { xOf: Coordinate; yOf: Coordinate; ports: ReadonlyMap<readonly string[], Ports> },
): GraphEdge['points'] {
  const { out, into } = ports.get(path) ?? { out: NODE.height / 2, into: NODE.height / 2 };
  return path.flatMap((key, index) => {
    const x = xOf(key);
    if (index === 0) return [{ x: x + NODE.width, y: yOf(key) + out }];
    if (index === path.length - 1) return [{ x, y: yOf(key) + into }];
    const y = yOf(key) + NODE.height / 2;
    return [
      { x, y },
      { x: x + NODE.width, y },
    ];
  });
}
