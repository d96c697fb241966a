export interface Link {
  readonly from: string;
  readonly to: string;
}

/** A place in a layer: a node, or where a link passes on its way over several layers. */
export interface Slot {
  readonly key: string;
  /** null: a link only passes here */
  readonly node: string | null;
}

/** Nodes in layers, and each link as the slots it goes through, one in each layer. */
export interface Layers {
  readonly layers: readonly (readonly Slot[])[];
  readonly paths: ReadonlyMap<Link, readonly string[]>;
}

const SWEEPS = 12;

/**
 * Layers from left to right: every link leads to a later layer, and what is made from nothing stands just before its first
 * use. Within a layer the order is the one with the fewest crossings that sweeping to and fro finds (barycentres, after
 * Sugiyama). `nodes` come with what they are made from before them; links round in a circle are not drawn.
 */
export function layered(nodes: readonly string[], links: readonly Link[]): Layers {
  const rank = new Map(nodes.map((node, index) => [node, index]));
  const drawn = links.filter(({ from, to }) => (rank.get(from) ?? Infinity) < (rank.get(to) ?? -1));
  const depths = depthsOf(nodes, drawn);
  const layers: Slot[][] = [];
  const place = (depth: number, slot: Slot): string => {
    layers[depth] = [...(layers[depth] ?? []), slot];
    return slot.key;
  };
  for (const node of nodes) place(depths.get(node) ?? 0, { key: node, node });
  const paths = new Map<Link, string[]>();
  for (const link of drawn) {
    const path = [link.from];
    for (let depth = (depths.get(link.from) ?? 0) + 1; depth < (depths.get(link.to) ?? 0); depth += 1) {
      path.push(place(depth, { key: `${link.from} ${link.to} ${depth}`, node: null }));
    }
    paths.set(link, [...path, link.to]);
  }
  return {
    layers: untangled(
      Array.from(layers, (layer) => layer ?? []),
      [...paths.values()],
    ),
    paths,
  };
}

function depthsOf(nodes: readonly string[], links: readonly Link[]): Map<string, number> {
  const depths = new Map<string, number>();
  for (const node of nodes) {
    const before = links.filter(({ to }) => to === node).map(({ from }) => depths.get(from) ?? 0);
    depths.set(node, before.length === 0 ? 0 : Math.max(...before) + 1);
  }
  for (const node of nodes) {
    if (links.some(({ to }) => to === node)) continue;
    const after = links.filter(({ from }) => from === node).map(({ to }) => depths.get(to) ?? 0);
    if (after.length > 0) depths.set(node, Math.min(...after) - 1);
  }
  return depths;
}

function untangled(layers: readonly (readonly Slot[])[], paths: readonly (readonly string[])[]): Slot[][] {
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  for (const path of paths) {
    path.slice(1).forEach((key, index) => {
      const previous = path[index] ?? key;
      before.set(key, [...(before.get(key) ?? []), previous]);
      after.set(previous, [...(after.get(previous) ?? []), key]);
    });
  }
  let order = layers.map((layer) => [...layer]);
  let best = order;
  let fewest = crossings(order, after);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    order = swept(order, sweep % 2 === 0 ? before : after, sweep % 2 === 0);
    const crossed = crossings(order, after);
    if (crossed < fewest) [best, fewest] = [order, crossed];
  }
  return best;
}

function swept(layers: readonly Slot[][], near: ReadonlyMap<string, string[]>, forwards: boolean): Slot[][] {
  const done = layers.map((layer) => [...layer]);
  const indices = [...done.keys()];
  for (const index of forwards ? indices.slice(1) : indices.slice(0, -1).reverse()) {
    const beside = new Map((done[forwards ? index - 1 : index + 1] ?? []).map(({ key }, at) => [key, at]));
    const layer = done[index] ?? [];
    const wanted = layer.map(({ key }, at) => {
      const places = (near.get(key) ?? []).flatMap((one) => beside.get(one) ?? []);
      return places.length === 0 ? at : places.reduce((sum, one) => sum + one, 0) / places.length;
    });
    done[index] = layer
      .map((slot, at) => ({ slot, at, wanted: wanted[at] ?? at }))
      .sort((a, b) => a.wanted - b.wanted || a.at - b.at)
      .map(({ slot }) => slot);
  }
  return done;
}

/** Pairs of links between neighbouring layers that cross each other. */
export function crossings(layers: readonly (readonly Slot[])[], after: ReadonlyMap<string, readonly string[]>): number {
  let crossed = 0;
  layers.forEach((layer, index) => {
    const next = new Map((layers[index + 1] ?? []).map(({ key }, at) => [key, at]));
    const ends = layer.map(({ key }) => (after.get(key) ?? []).flatMap((to) => next.get(to) ?? []));
    ends.forEach((mine, at) => {
      for (const others of ends.slice(at + 1)) {
        crossed += mine.reduce((sum, end) => sum + others.filter((other) => other < end).length, 0);
      }
    });
  });
  return crossed;
}
