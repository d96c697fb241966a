import { type DumpEvent, makeSimulation } from '@pooltool/simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LiveStage, startLiveStage } from './live-stage.ts';

const simulation = makeSimulation({ seed: 23, epochs: 6, epochLength: 200, delegators: 60 });

let stage: LiveStage;
beforeAll(async () => {
  stage = await startLiveStage(simulation);
});
afterAll(() => stage.close());

/**
 * The ledger takes delegations away when it lets a pool go; no certificate says so, and `account.pool_id` is what the last
 * certificate said. For who delegates now the ledger is right.
 */
test('who had delegated to a pool that is gone delegates no more, whatever the last certificate said', async () => {
  await stage.follow(simulation);
  const last = [...simulation.events()].findLast((event): event is DumpEvent => event.kind === 'dump');
  if (last === undefined) throw new Error('a dump was wanted');
  await stage.arrive(last);
  await stage.work();

  const { rows } = await stage.pool.query<{ left: number; of_gone_pools: number }>(
    `select count(*)::int as left,
       (count(*) filter (where not exists (select from live_pool p where p.pool_id = a.pool_id)))::int as of_gone_pools
     from account a where a.registered and a.pool_id is not null
       and not exists (select from live_stake l where l.credential = a.credential
         and l.credential_kind = a.credential_kind and l.pool_id = a.pool_id)`,
  );
  expect(rows[0]?.left).toBeGreaterThan(0);
  expect(rows[0]?.of_gone_pools).toBe(rows[0]?.left);
});
