import { type Asset, type AssetDefinition, defineAsset } from '../src/asset/define-asset.ts';
import { integerPartitions } from '../src/partitions/integer-partitions.ts';

export const numbers = integerPartitions({ name: 'number', first: 0, last: 99 });

/** An asset by numbers that makes nothing; what a test sets is what it is about. */
export function stubAsset(name: string, more: Partial<AssetDefinition<null, null>> = {}): Asset {
  return defineAsset({
    name,
    description: name,
    partitions: numbers,
    load: async () => null,
    compute: () => null,
    save: async () => {},
    ...more,
  });
}
