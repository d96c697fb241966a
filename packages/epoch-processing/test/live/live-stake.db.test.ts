import { credentialText, type PoolId, poolId, stakeCredential } from '@pooltool/domain';
import { type DumpEvent, makeSimulation } from '@pooltool/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerTruth } from './ledger-truth.ts';
import { type LiveStage, startLiveStage } from './live-stage.ts';

const simulation = makeSimulation({ seed: 23, epochs: 6, epochLength: 200, delegators: 60 });

/** What the simulator's own ledger says at each dump. */
const dumps: { readonly dump: DumpEvent; readonly truth: ReturnType<typeof ledgerTruth> }[] = [];
for (const { event, ledger } of simulation.steps()) {
  if (event.kind === 'dump') dumps.push({ dump: event, truth: ledgerTruth(ledger, simulation.network) });
}

let stage: LiveStage;
beforeAll(async () => {
  stage = await startLiveStage(simulation);
});
afterAll(() => stage.close());

describe('the live stake of a simulated network is its ledger', () => {
  for (const { dump, truth } of dumps) {
    test(`in epoch ${dump.epoch}`, async () => {
      expect(await stage.load(dump)).toBe('recorded');
      expect(await stage.state()).toBe('ok');
      expect(await delegations()).toEqual(truth.delegations);
      expect(await pools()).toEqual(truth.pools);
      const generation = await stage.generation();
      expect(generation?.figures).toMatchObject(truth.figures);
      expect([generation?.epoch, generation?.blocks]).toEqual([dump.epoch, truth.blocks]);
      expect(generation?.pots).toEqual(truth.pots);
    });
  }

  test('its figures are kept', async () => {
    const { rows } = await stage.pool.query(`select epoch from stats_history order by taken_at`);
    expect(rows.map(({ epoch }) => epoch)).toEqual(dumps.map(({ dump }) => dump.epoch));
  });
});

async function delegations() {
  const { rows } = await stage.pool.query<{ kind: number; hash: string; pool: string; stake: bigint }>(
    `select credential_kind as kind, encode(credential, 'hex') as hash, encode(pool_id, 'hex') as pool,
       outputs + rewards as stake from live_stake`,
  );
  return new Map(
    rows
      .map(({ kind, hash, pool, stake }): [string, { pool: PoolId; stake: bigint }] => [
        credentialText(stakeCredential(kind === 0 ? 'key' : 'script', hash)),
        { pool: poolId(pool), stake },
      ])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function pools() {
  const { rows } = await stage.pool.query<{
    pool: string;
    stake: bigint;
    own: bigint;
    pledge: bigint;
    delegators: number;
  }>(
    `select encode(pool_id, 'hex') as pool, stake, owner_stake as own, pledge, delegators from live_pool order by pool_id`,
  );
  return new Map(rows.map(({ pool, ...row }) => [poolId(pool), row]));
}
