import type { Pool, Queryable } from '@pooltool/shared-utils/pg';
import { type Asset, type AssetDefinition, defineAsset, meta, type Need } from '../../src/index.ts';
import { numbers } from '../stub-asset.ts';

/** Where the assets of these tests save: one number for each place. */
export async function createNumberTable(pool: Pool): Promise<void> {
  await pool.query('create table made (asset text, partition text, value integer, primary key (asset, partition))');
}

export async function savedNumbers(on: Queryable): Promise<Record<string, number>> {
  const { rows } = await on.query<{ place: string; value: number }>(
    `select asset || '/' || partition as place, value from made order by 1`,
  );
  return Object.fromEntries(rows.map(({ place, value }) => [place, value]));
}

export async function saveNumber(on: Queryable, asset: string, partition: string, value: number): Promise<void> {
  await on.query(
    `insert into made values ($1, $2, $3) on conflict (asset, partition) do update set value = excluded.value`,
    [asset, partition, value],
  );
}

type Numbers = { readonly sum: number };

/** Sums what its needs saved, plus one. */
export function sumAsset(
  name: string,
  needs: readonly Need[],
  more: Partial<AssetDefinition<Numbers, number>> = {},
): Asset {
  return defineAsset<Numbers, number>({
    name,
    description: `the sum of ${needs.map(({ asset }) => asset).join(', ')}`,
    partitions: numbers,
    needs,
    retry: { backoffMs: 10 },
    load: async ({ pool, partition }) => {
      const { rows } = await pool.query<{ sum: number }>(
        'select coalesce(sum(value), 0)::int4 as sum from made where asset = any($1) and partition = $2',
        [needs.map(({ asset }) => asset), partition],
      );
      return { sum: rows[0]?.sum ?? 0 };
    },
    compute: ({ sum }) => sum + 1,
    save: (tx, value, { partition }) => saveNumber(tx, name, partition, value),
    metadata: (value) => ({ value: meta.count(value) }),
    ...more,
  });
}

/** Saves the number that the test put there, and nothing else: a root of the graph. */
export function givenAsset(
  name: string,
  given: Map<string, number>,
  more: Partial<AssetDefinition<number, number>> = {},
): Asset {
  return defineAsset<number, number>({
    name,
    description: 'given by the test',
    partitions: numbers,
    retry: { backoffMs: 10 },
    load: async ({ partition }) => given.get(partition) ?? 0,
    compute: (value) => value,
    save: (tx, value, { partition }) => saveNumber(tx, name, partition, value),
    metadata: (value) => ({ value: meta.count(value) }),
    ...more,
  });
}
