import type { PlaceKey } from './rows.ts';

/** Two parameters for `unnest($1::text[], $2::text[])`. */
export const columnsOf = (places: readonly PlaceKey[]): [string[], string[]] => [
  places.map(({ asset }) => asset),
  places.map(({ partition }) => partition),
];

/**
 * Their rows as `p`, for `from`. Each is looked up by its key: joined as it stands, PostgreSQL reads all partitions and all
 * runs there ever were as soon as some hundred are wanted, and that several times for each run that ends.
 */
export const WANTED_PARTITIONS = `
  unnest($1::text[], $2::text[]) as wanted (asset, partition)
  cross join lateral (
    select * from asset_partition a where a.asset = wanted.asset and a.partition = wanted.partition limit 1
  ) as p`;
