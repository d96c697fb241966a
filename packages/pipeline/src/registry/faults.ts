import type { Asset } from '../asset/define-asset.ts';
import { numberFaults } from './number-faults.ts';

const NAME = /^[a-z][a-z0-9_]*$/;

/** What is wrong with a set of assets, in words; and their names with needs before those who need them. */
export function faultsOf(assets: readonly Asset[]): { readonly faults: string[]; readonly order: string[] } {
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  const faults = [
    ...nameFaults(assets),
    ...assets.flatMap(numberFaults),
    ...assets.flatMap((asset) => needFaults(asset, byName)),
  ];
  const { order, circle } = orderOf(assets, byName);
  if (circle !== null) faults.push(`${circle.join(' needs ')} is a circle`);
  return { faults, order };
}

function nameFaults(assets: readonly Asset[]): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { name } of assets) {
    if (!NAME.test(name)) faults.push(`${JSON.stringify(name)} is not a name (lower case, digits and _)`);
    if (seen.has(name)) faults.push(`${name} is defined twice`);
    seen.add(name);
  }
  return faults;
}

function needFaults({ name, needs, partitions }: Asset, byName: ReadonlyMap<string, Asset>): string[] {
  return needs.flatMap((need) => {
    const needed = byName.get(need.asset);
    if (needed === undefined) return [`${name} needs ${need.asset}, which does not exist`];
    if (need.map.by === 'group') {
      const whole = [needed.partitions.form, partitions.form].every(({ kind }) => kind === 'integer');
      if (whole && Number.isInteger(need.map.size) && need.map.size > 0) return [];
      return [`${name} needs ${need.asset} in groups of ${need.map.size}: only whole numbers can be grouped`];
    }
    if (need.map.from > need.map.to) return [`${name} needs ${need.asset} from ${need.map.from} to ${need.map.to}`];
    if (needed.partitions.name !== partitions.name) {
      return [
        `${name} (by ${partitions.name}) needs ${need.asset} (by ${needed.partitions.name}) without saying which`,
      ];
    }
    if (need.asset === name && need.map.to >= 0)
      return [`${name} needs itself at ${need.map.to}: only earlier is possible`];
    return [];
  });
}

/** Depth first; a circle is given as the walk that closes it: [a, b, a]. */
function orderOf(assets: readonly Asset[], byName: ReadonlyMap<string, Asset>) {
  const order: string[] = [];
  const done = new Set<string>();
  const walk: string[] = [];

  const visit = (name: string): string[] | null => {
    if (done.has(name)) return null;
    if (walk.includes(name)) return [...walk.slice(walk.indexOf(name)), name];
    walk.push(name);
    for (const need of byName.get(name)?.needs ?? []) {
      if (need.asset === name || !byName.has(need.asset)) continue;
      const circle = visit(need.asset);
      if (circle !== null) return circle;
    }
    walk.pop();
    done.add(name);
    order.push(name);
    return null;
  };

  for (const { name } of assets) {
    const circle = visit(name);
    if (circle !== null) return { order, circle };
  }
  return { order, circle: null };
}
