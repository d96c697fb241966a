import type { Pool } from '@pooltool/shared-utils/pg';
import { type Asset, defineAsset, integerPartitions, type Need, need } from '../../src/index.ts';

/** A random pipeline as data, so that a test and its child processes build the same. */
export type ChainedShape = readonly {
  readonly name: string;
  readonly needs: readonly {
    readonly of: string;
    readonly from: number;
    readonly to: number;
    readonly optional: boolean;
  }[];
  readonly concurrency: number;
  readonly heavy: boolean;
}[];

export const LAST = 3;
const partitions = integerPartitions({ name: 'few', first: 0, last: LAST });

/** `effect`: one row for each save that was committed. `given`: what the roots read. */
export async function createEffectTable(pool: Pool): Promise<void> {
  await pool.query(`
    create table effect (
      nr bigint generated always as identity, asset text, partition text, run bigint unique, value bigint, pid int
    );
    create table given (asset text, partition text, value bigint, primary key (asset, partition))`);
}

const PRIME = 1_000_003;

/** Roots read what is given; all others mix what their needs saved last. Each save is one effect. */
export function chainedAssets(shape: ChainedShape, reached: (asset: string) => Promise<void>): Asset[] {
  return shape.map(({ name, needs, concurrency, heavy }) => {
    const all: Need[] = needs.map(({ of, from, to, optional }) => need(of, { from, to, optional }));
    return defineAsset<readonly number[], number>({
      name,
      description: name,
      partitions,
      needs: all,
      concurrency,
      heavy,
      retry: { attempts: 1_000, backoffMs: 1, deaths: 1_000 },
      load: async ({ pool, partition }) => {
        await reached(name);
        if (all.length === 0) return [await givenOf(pool, name, partition)];
        const values: number[] = [];
        for (const { of, from, to } of needs) {
          for (let number = Number(partition) + from; number <= Number(partition) + to; number += 1) {
            if (number >= 0 && number <= LAST) values.push(await savedLast(pool, of, String(number)));
          }
        }
        return values;
      },
      compute: async (values) => {
        await reached(name);
        return mixed(values);
      },
      save: async (tx, value, { partition, run }) => {
        await tx.query('insert into effect (asset, partition, run, value, pid) values ($1, $2, $3, $4, $5)', [
          name,
          partition,
          run,
          value,
          process.pid,
        ]);
        await reached(name);
      },
    });
  });
}

export const mixed = (values: readonly number[]): number =>
  values.reduce((sum, value) => (sum * 31 + value) % PRIME, 1);

async function givenOf(pool: Pool, asset: string, partition: string): Promise<number> {
  const { rows } = await pool.query<{ value: bigint }>('select value from given where asset = $1 and partition = $2', [
    asset,
    partition,
  ]);
  return Number(rows[0]?.value ?? 0n);
}

/** 0: nothing was saved there. */
async function savedLast(pool: Pool, asset: string, partition: string): Promise<number> {
  const { rows } = await pool.query<{ value: bigint }>(
    'select value from effect where asset = $1 and partition = $2 order by nr desc limit 1',
    [asset, partition],
  );
  return Number(rows[0]?.value ?? 0n);
}
