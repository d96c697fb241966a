import type { PartitionScheme } from '../partitions/partition-scheme.ts';

/** That a partition of one asset is made from partitions of another (or from its own earlier ones). */
export type Need = {
  readonly asset: string;
  /** An optional need is read when it is there and waited for when it is on its way; missing, it holds nothing up. */
  readonly optional: boolean;
  readonly map: NeedMap;
};

/** Data and not functions, so that whoever does not have the asset's code can be told it (registry/told-pipeline.ts). */
export type NeedMap =
  /** Between the same scheme's keys, by places. */
  | { readonly by: 'offset'; readonly from: number; readonly to: number }
  /** Between two schemes of whole numbers: our k is made from the `size` partitions from k × size on. */
  | { readonly by: 'group'; readonly size: number };

export type NeedOptions = {
  readonly optional?: boolean;
} & ({ readonly offset?: number } | { readonly from: number; readonly to: number } | { readonly group: number });

/**
 * `need('params')` the same partition; `need('pots', { offset: 1 })` the next one; `need('loyalty', { offset: -1 })` in
 * loyalty itself its own last; `need('rewards', { from: -72, to: 0, optional: true })` the last 73 as far as they exist;
 * `need('archive', { group: 8 })` eight epochs for each span of eight. Places before a scheme's first key are no needs.
 */
export function need(asset: string, options: NeedOptions = {}): Need {
  return { asset, optional: options.optional ?? false, map: mapOf(options) };
}

function mapOf(options: NeedOptions): NeedMap {
  if ('group' in options) return { by: 'group', size: options.group };
  if ('from' in options) return { by: 'offset', from: options.from, to: options.to };
  const offset = 'offset' in options ? (options.offset ?? 0) : 0;
  return { by: 'offset', from: offset, to: offset };
}

/** The needed asset's keys for `partition`, ascending. `scheme` is the one both share when the map goes by offset. */
export function neededPartitions({ map }: Need, scheme: PartitionScheme, partition: string): readonly string[] {
  if (map.by === 'offset') return offsets(scheme, partition, map.from, map.to);
  const first = Number(partition) * map.size;
  return Array.from({ length: map.size }, (_, index) => String(first + index));
}

/** The keys that are made from the needed asset's `partition`. */
export function partitionsUsing({ map }: Need, scheme: PartitionScheme, partition: string): readonly string[] {
  if (map.by === 'offset') return offsets(scheme, partition, -map.to, -map.from);
  return [String(Math.floor(Number(partition) / map.size))];
}

function offsets(scheme: PartitionScheme, partition: string, from: number, to: number): string[] {
  const keys: string[] = [];
  for (let by = from; by <= to; by += 1) {
    const key = scheme.offset(partition, by);
    if (key !== null) keys.push(key);
  }
  return keys;
}

/** Which partitions of the need, in few characters: '' the same, '+1', '−1', '+1…+2', '×8' eight for one. */
export function needLabel({ map }: Need): string {
  if (map.by === 'group') return `×${map.size}`;
  if (map.from === map.to) return map.from === 0 ? '' : signed(map.from);
  return `${signed(map.from)}…${signed(map.to)}`;
}

const signed = (offset: number): string => (offset === 0 ? '0' : offset > 0 ? `+${offset}` : `−${Math.abs(offset)}`);
