/**
 * The pipeline's memory of the epochs before: every partition that would stand, had the real pipeline made them. The
 * planner itself says which these are, so that an asset that is new needs no line here.
 */
import { type Place, placeKey, type Registry } from '../../../packages/pipeline/src/index.ts';
import { automaticRequests } from '../../../packages/pipeline/src/plan/plan.ts';
import { currentInputs } from '../../../packages/pipeline/src/plan/staleness.ts';
import { inTransaction, type Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import type { PartitionRow } from '../../../packages/store/src/pipeline/index.ts';

/** Records `roots`, which sensors would have asked for, and all that follows from them as made. */
export async function recordPast(
  pool: Pool,
  { registry, roots }: { readonly registry: Registry; readonly roots: readonly Place[] },
): Promise<void> {
  const world = new Map<string, PartitionRow>();
  let run = 0n;
  const make = (place: Place): void => {
    run += 1n;
    world.set(placeKey(place), madeRow(place, { run, registry, world }));
  };
  for (const place of registry.inOrder(roots)) make(place);
  for (;;) {
    const known = [...world.values()];
    const wanted = automaticRequests(
      registry,
      world,
      known.flatMap((row) => [row, ...registry.usersOf(row)]),
    );
    if (wanted.length === 0) break;
    for (const place of wanted) make(place);
  }
  await write(pool, { registry, rows: [...world.values()] });
}

function madeRow(
  place: Place,
  { run, registry, world }: { run: bigint; registry: Registry; world: ReadonlyMap<string, PartitionRow> },
): PartitionRow {
  const inputs = currentInputs(registry, world, place);
  return {
    asset: place.asset,
    partition: place.partition,
    state: 'ok',
    materialization: { run, version: registry.asset(place.asset).version, inputs },
    run,
    lastInputs: inputs,
    error: null,
    failures: 0,
    deaths: 0,
    due: true,
    notBefore: null,
    requestedBy: 'automatic',
    changedAt: new Date(0),
  };
}

async function write(
  pool: Pool,
  { registry, rows }: { readonly registry: Registry; readonly rows: readonly PartitionRow[] },
): Promise<void> {
  const written = rows.map(({ asset, partition, materialization }) => ({
    asset,
    partition,
    position: String(registry.asset(asset).partitions.position(partition)),
    run: String(materialization?.run),
    version: materialization?.version,
    inputs: materialization?.inputs,
  }));
  await inTransaction(pool, async (tx) => {
    const given = `jsonb_to_recordset($1::jsonb) as made (
      asset text, partition text, position bigint, run bigint, version int, inputs jsonb)`;
    await tx.query(
      `insert into asset_run (id, asset, partition, attempt, state, step, worker, version, requested_by, started_at,
         finished_at, inputs) overriding system value
       select run, asset, partition, 1, 'ok', 'check', 'bench', version, 'automatic', 'epoch', 'epoch', inputs from ${given}`,
      [JSON.stringify(written)],
    );
    await tx.query(
      `insert into asset_partition (asset, partition, position, state, materialization, run, requested_by, changed_at)
       select asset, partition, position, 'ok', run, run, 'automatic', 'epoch' from ${given}`,
      [JSON.stringify(written)],
    );
    await tx.query(`select setval(pg_get_serial_sequence('asset_run', 'id'), (select max(id) from asset_run))`);
  });
}
