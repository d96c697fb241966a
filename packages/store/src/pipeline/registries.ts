import type { Queryable } from '@pooltool/shared-utils/pg';
import { PIPELINE_CHANNEL } from './announce.ts';

/** What the workers of a pipeline said of their code. */
export type RegistryRow<Told> = { readonly name: string; readonly told: Told; readonly toldAt: Date };

/** Replaces what was told of this pipeline; who watches hears that there is something to look at. */
export async function tellRegistry(on: Queryable, name: string, told: unknown): Promise<void> {
  await on.query(
    `insert into pipeline_registry (name, told, told_at) values ($1, $2, now())
     on conflict (name) do update set told = excluded.told, told_at = excluded.told_at`,
    [name, JSON.stringify(told)],
  );
  await on.query('select pg_notify($1, $2)', [PIPELINE_CHANNEL, JSON.stringify({ registry: name })]);
}

/** By name. `Told` is what the workers saved. */
export async function loadRegistries<Told>(on: Queryable): Promise<RegistryRow<Told>[]> {
  const { rows } = await on.query<RegistryRow<Told>>(
    'select name, told, told_at as "toldAt" from pipeline_registry order by name',
  );
  return rows;
}
