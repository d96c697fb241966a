import type { Pool } from '@pooltool/shared-utils/pg';
import { type Asset, buildRegistry, integerPartitions, type Need, need, type Registry } from '../../src/index.ts';
import { currentInputs } from '../../src/plan/staleness.ts';
import { stubAsset } from '../stub-asset.ts';

/** The shape of a chain's epochs, to scale: twenty assets, of which one needs its own last 73. */
export function epochShape(epochs: number): Registry {
  const partitions = integerPartitions({ name: 'epoch', first: 0, last: epochs - 1 });
  const asset = (name: string, needs: readonly Need[] = []): Asset => stubAsset(name, { partitions, needs });
  return buildRegistry({
    name: 'epoch',
    assets: [
      asset('params'),
      asset('snapshot'),
      asset('rewards', [need('snapshot'), need('params', { from: 1, to: 2 })]),
      asset('averages', [need('rewards'), need('averages', { from: -73, to: -1, optional: true })]),
      asset('loyalty', [need('snapshot'), need('snapshot', { from: -3, to: -1, optional: true })]),
      ...Array.from({ length: 15 }, (_, index) => asset(`product_${index}`, [need('snapshot'), need('rewards')])),
    ],
  });
}

/** Everything is ok and up to date: the run of each place is its number in order. The last two epochs cannot be paid. */
export async function allMade(pool: Pool, registry: Registry, epochs: number): Promise<void> {
  const places = registry
    .inOrder(
      registry.assets.flatMap(({ name: asset }) =>
        Array.from({ length: epochs - 2 }, (_, epoch) => ({ asset, partition: String(epoch) })),
      ),
    )
    .concat(
      ['params', 'snapshot'].flatMap((asset) =>
        [epochs - 2, epochs - 1].map((epoch) => ({ asset, partition: String(epoch) })),
      ),
    );
  const world = new Map(
    places.map((place, index) => [
      `${place.asset}/${place.partition}`,
      { materialization: { run: BigInt(index + 1) } },
    ]),
  );
  const rows = places.map(({ asset, partition }, index) => ({
    id: index + 1,
    asset,
    partition,
    inputs: currentInputs(registry, world, { asset, partition }),
  }));
  await pool.query(
    `insert into asset_run (id, asset, partition, attempt, state, step, worker, version, requested_by, started_at,
                            finished_at, inputs)
     overriding system value
     select id, asset, partition, 1, 'ok', 'check', 'test', 1, 'automatic', now(), now(), inputs
     from jsonb_to_recordset($1::jsonb) as r (id bigint, asset text, partition text, inputs jsonb)`,
    [JSON.stringify(rows)],
  );
  await pool.query(`select setval(pg_get_serial_sequence('asset_run', 'id'), (select max(id) from asset_run))`);
  await pool.query(
    `insert into asset_partition (asset, partition, position, state, materialization, run, requested_by, changed_at)
     select asset, partition, partition::bigint, 'ok', id, id, 'automatic', now() from asset_run`,
  );
  await pool.query('analyze asset_run, asset_partition');
}
