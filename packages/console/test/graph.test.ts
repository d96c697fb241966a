import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderGraph } from '../src/page/parts/graph.ts';
import { type AssetGraph, assetGraph, NODE } from '../src/view/graph.ts';
import { layered } from '../src/view/graph-layers.ts';
import { spread } from '../src/view/spread.ts';
import { smallRegistry, wholeRegistry } from './small-assets.ts';

describe('spreading places in a line', () => {
  test('what has room stays where it wants to be', () => expect(spread([0, 50, 200], [10, 10])).toEqual([0, 50, 200]));

  test('what wants the same place is pushed apart evenly', () =>
    expect(spread([30, 30, 30], [10, 10])).toEqual([20, 30, 40]));

  test('order and gaps hold whatever is wanted, and no other such places are nearer to it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 0, max: 30 })), {
          minLength: 1,
          maxLength: 12,
        }),
        (pairs) => {
          const wanted = pairs.map(([place]) => place);
          const gaps = pairs.map(([, gap]) => gap);
          const places = spread(wanted, gaps);
          const far = (some: readonly number[]) =>
            some.reduce((sum, place, i) => sum + (place - (wanted[i] ?? 0)) ** 2, 0);
          for (const [i, place] of places.slice(1).entries()) {
            expect(place - (places[i] ?? 0)).toBeGreaterThanOrEqual((gaps[i] ?? 0) - 1e-9);
          }
          // The nearest of all is no worse than the simplest that holds: the first where it wants to be, the others after it.
          const simple: number[] = [];
          for (const [i, place] of wanted.entries()) {
            simple.push(i === 0 ? place : Math.max(place, (simple[i - 1] ?? 0) + (gaps[i - 1] ?? 0)));
          }
          expect(far(places)).toBeLessThanOrEqual(far(simple) + 1e-6);
        },
      ),
    );
  });
});

describe('layers', () => {
  test('every link leads to a later layer, through one slot in each layer between', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 14 }),
        fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 30 }),
        (count, pairs) => {
          const nodes = Array.from({ length: count }, (_, index) => `n${index}`);
          const links = pairs.filter(([a, b]) => a < b && b < count).map(([a, b]) => ({ from: `n${a}`, to: `n${b}` }));
          const { layers, paths } = layered(nodes, links);
          const depth = new Map(layers.flatMap((layer, index) => layer.map(({ key }) => [key, index])));
          expect(
            layers
              .flat()
              .flatMap(({ node }) => node ?? [])
              .sort(),
          ).toEqual([...nodes].sort());
          expect(paths.size).toBe(links.length);
          for (const path of paths.values()) {
            for (const [i, key] of path.slice(1).entries())
              expect(depth.get(key)).toBe((depth.get(path[i] ?? '') ?? 0) + 1);
          }
        },
      ),
    );
  });

  test('two links that would cross are laid side by side', () => {
    const { layers } = layered(
      ['a', 'b', 'x', 'y'],
      [
        { from: 'a', to: 'y' },
        { from: 'b', to: 'x' },
      ],
    );
    const [first, second] = layers.map((layer) => layer.map(({ key }) => key));
    expect([first?.indexOf('a') === second?.indexOf('y')]).toEqual([true]);
  });

  test('a link against the order, which no registry has, is left out', () => {
    expect(layered(['a', 'b'], [{ from: 'b', to: 'a' }]).paths.size).toBe(0);
  });
});

describe('the graph of the Cardano epoch', () => {
  const graph = assetGraph({ registry: wholeRegistry(), status: [] });
  const at = (asset: string): AssetGraph['nodes'][number] => {
    const node = graph.nodes.find((one) => one.asset === asset);
    if (node === undefined) throw new Error(asset);
    return node;
  };

  test('no two boxes touch, and all lie in the picture', () => {
    for (const [index, one] of graph.nodes.entries()) {
      expect(one.x >= 0 && one.y >= 0 && one.x + NODE.width <= graph.width && one.y + NODE.height <= graph.height).toBe(
        true,
      );
      for (const other of graph.nodes.slice(index + 1)) {
        const apart = Math.abs(one.x - other.x) >= NODE.width || Math.abs(one.y - other.y) > NODE.height;
        expect(apart, `${one.asset} and ${other.asset}`).toBe(true);
      }
    }
  });

  test('no line runs through the box of an asset it does not belong to', () => {
    for (const { from, to, points } of graph.edges) {
      for (const { asset, x, y } of graph.nodes) {
        if (asset === from || asset === to) continue;
        const inside = points.some(
          (point) => point.x >= x && point.x <= x + NODE.width && point.y > y && point.y < y + NODE.height,
        );
        expect(inside, `${from} to ${to} through ${asset}`).toBe(false);
      }
    }
  });

  test('what is read stands to the left of what is made from it, and says which partition is read', () => {
    for (const { from, to } of graph.edges) expect(at(from).x).toBeLessThan(at(to).x);
    const label = (from: string, to: string) => graph.edges.find((edge) => edge.from === from && edge.to === to)?.label;
    expect(label('epoch_params', 'rewards')).toBe('+1…+2');
    expect(label('stake_snapshot', 'loyalty')).toBe('0, −1');
    expect(label('stake_snapshot', 'rewards')).toBe('');
    expect(label('archive', 'archive_by_key_8')).toBe('×8');
    expect(at('averages').self).toBe('−72…−1');
  });

  test('it is drawn as links with words, optional reading dashed', () => {
    const { markup } = renderGraph(graph, 'epoch');
    expect(markup).toContain('aria-label="rewards: never asked for; made from stake_snapshot, epoch_params +1…+2"');
    expect(markup.match(/<path class="optional"/g)).toHaveLength(graph.edges.filter(({ optional }) => optional).length);
  });

  test('a registry of nothing but roots is one column', () => {
    const { nodes } = assetGraph({ registry: smallRegistry(), status: [] });
    expect(new Set(nodes.filter(({ madeFrom }) => madeFrom.length === 0).map(({ x }) => x)).size).toBe(1);
  });
});
