import type { PartitionScheme } from '../partitions/partition-scheme.ts';

/** That a partition of one asset is made from partitions of another (or from its own earlier ones). */
export type Need = {
  readonly asset: string;
  /** An optional need is read when it is there and waited for when it is on its way; missing, it holds nothing up. */
  readonly optional: boolean;
  readonly map: NeedMap;
};

/** Between the same scheme's keys by places; between two schemes by functions in both directions. */
export type NeedMap =
  | { readonly by: 'offset'; readonly from: number; readonly to: number }
  | {
      readonly by: 'function';
      /** The keys of the needed asset that `partition` is made from. */
      readonly at: (partition: string) => readonly string[];
      /** The other way round: which of our keys are made from the needed asset's `partition`. */
      readonly usedBy: (partition: string) => readonly string[];
    };

export type NeedOptions = {
  readonly optional?: boolean;
} & (
  | { readonly offset?: number }
  | { readonly from: number; readonly to: number }
  | { readonly at: (partition: string) => readonly string[]; readonly usedBy: (partition: string) => readonly string[] }
);

/**
 * `need('params')` the same partition; `need('pots', { offset: 1 })` the next one; `need('loyalty', { offset: -1 })` in
 * loyalty itself its own last; `need('rewards', { from: -72, to: 0, optional: true })` the last 73 as far as they exist.
 * Places before a scheme's first key are no needs.
 */
export function need(asset: string, options: NeedOptions = {}): Need {
  return { asset, optional: options.optional ?? false, map: mapOf(options) };
}

function mapOf(options: NeedOptions): NeedMap {
  if ('at' in options) return { by: 'function', at: options.at, usedBy: options.usedBy };
  if ('from' in options) return { by: 'offset', from: options.from, to: options.to };
  const offset = 'offset' in options ? (options.offset ?? 0) : 0;
  return { by: 'offset', from: offset, to: offset };
}

/** The needed asset's keys for `partition`, ascending. `scheme` is the one both share when the map goes by offset. */
export function neededPartitions(need: Need, scheme: PartitionScheme, partition: string): readonly string[] {
  if (need.map.by === 'function') return need.map.at(partition);
  return offsets(scheme, partition, need.map.from, need.map.to);
}

/** The keys that are made from the needed asset's `partition`. */
export function partitionsUsing(need: Need, scheme: PartitionScheme, partition: string): readonly string[] {
  if (need.map.by === 'function') return need.map.usedBy(partition);
  return offsets(scheme, partition, -need.map.to, -need.map.from);
}

function offsets(scheme: PartitionScheme, partition: string, from: number, to: number): string[] {
  const keys: string[] = [];
  for (let by = from; by <= to; by += 1) {
    const key = scheme.offset(partition, by);
    if (key !== null) keys.push(key);
  }
  return keys;
}
