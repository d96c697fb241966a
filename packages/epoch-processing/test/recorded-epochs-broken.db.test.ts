import {
  credentialText,
  type Delegators,
  delegatorCredential,
  emptyDelegators,
  lovelace,
  preview,
  type StakeSnapshot,
  setDelegator,
} from '@pooltool/domain';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ABSENT,
  areEpochsRecorded,
  handOver,
  type RewardFixture,
  recordedEpochs,
  type ToldLedger,
} from './recorded-epochs.ts';
import { type Stage, startStage } from './stage.ts';

/** Earned in 659, calculated in 660, paid at the beginning of 661. */
const CALCULATION = 660;

let stage: Stage;
afterEach(() => stage.close());

async function processed(changed: (told: ToldLedger, fixture: RewardFixture) => ToldLedger): Promise<RewardFixture> {
  stage = await startStage({ network: preview });
  const [fixture] = await recordedEpochs('preview', [CALCULATION]);
  if (fixture === undefined) throw new Error('the epoch is recorded');
  await handOver([fixture], { ...stage, network: preview, changed: (told) => changed(told, fixture) });
  await stage.work();
  return fixture;
}

/** Of each check that failed: where, which, and what it says. */
async function failedChecks() {
  const { rows } = await stage.pool.query(
    `select r.asset || '/' || r.partition as run, c.name, c.detail from asset_check c join asset_run r on r.id = c.run
     where not c.passed and c.severity = 'blocking' order by r.id, c.name`,
  );
  return rows;
}

async function published() {
  const { rows } = await stage.pool.query(
    `select (select array_agg(status) from reward_epoch) as rewards, (select count(*)::int from pool_reward) as pools,
       (select count(*)::int from account_reward) as accounts, (select count(*)::int from stake_snapshot) as delegators`,
  );
  return rows[0];
}

const NOTHING = { rewards: null, pools: 0, accounts: 0 };

/** The rows of which `keep` says how often each stands in the result. */
function rows(delegators: Delegators, keep: (row: number) => number, poolAt = (index: number) => index): Delegators {
  const kept = Array.from({ length: delegators.count }, (_, row) => new Array<number>(keep(row)).fill(row)).flat();
  const made = emptyDelegators(kept.length);
  kept.forEach((row, at) => {
    const credential = delegatorCredential(delegators, row);
    setDelegator(made, at, { credential, stake: delegators.stake[row] ?? 0n, pool: poolAt(delegators.pool[row] ?? 0) });
  });
  return made;
}

function withoutPool({ pools, delegators }: StakeSnapshot, lost: number): StakeSnapshot {
  const poolAt = (index: number) => (index > lost ? index - 1 : index);
  return {
    pools: pools.filter((_, index) => index !== lost),
    delegators: rows(delegators, (row) => (delegators.pool[row] === lost ? 0 : 1), poolAt),
  };
}

/** The dump itself has lost or repeated something: what it says of its size agrees with what it holds. */
const agreeing = (arrival: ToldLedger['arrival'], { pools, delegators }: StakeSnapshot): ToldLedger['arrival'] => ({
  ...arrival,
  snapshots: arrival.snapshots.map((note) => ({ ...note, pools: pools.length, delegators: delegators.count })),
});

const poolThat = ({ inputs }: RewardFixture, madeBlocks: boolean): number =>
  inputs.snapshot.pools.findIndex(
    ({ poolId }, index) =>
      (inputs.blocks.get(poolId) ?? 0) > 0 === madeBlocks && inputs.snapshot.delegators.pool.includes(index),
  );

describe.skipIf(!areEpochsRecorded)(
  `a recorded epoch with one thing wrong is caught, named and not published ${ABSENT}`,
  () => {
    test('reserves after the payout that are off by one lovelace: the forecast stands, the final rewards do not come', async () => {
      await processed((told) => {
        const { arrival } = told;
        if (arrival.epoch === CALCULATION) return told;
        return {
          ...told,
          arrival: { ...arrival, pots: { ...arrival.pots, reserves: lovelace(arrival.pots.reserves + 1n) } },
        };
      });
      expect(await failedChecks()).toMatchObject([
        { run: 'rewards/659', name: 'reserves after the payout', detail: { difference: '1' } },
      ]);
      expect(await published()).toMatchObject({ rewards: ['forecast'] });
    });

    test('reserves of the calculation that are off by one lovelace: the ledger has another pot after the payout', async () => {
      await processed((told) => {
        const { arrival } = told;
        if (arrival.epoch !== CALCULATION) return told;
        return {
          ...told,
          arrival: { ...arrival, pots: { ...arrival.pots, reserves: lovelace(arrival.pots.reserves - 1n) } },
        };
      });
      expect(await failedChecks()).toContainEqual(
        expect.objectContaining({ run: 'rewards/659', name: 'reserves after the payout' }),
      );
      expect((await published())?.['rewards']).not.toEqual(['final']);
    });

    test('fees that are off by one lovelace: neither forecast nor rewards', async () => {
      await processed((told) => ({
        ...told,
        arrival: { ...told.arrival, feesPrevious: lovelace(told.arrival.feesPrevious + 1n) },
      }));
      const failed = await failedChecks();
      for (const run of ['rewards_forecast/659', 'rewards/659']) {
        expect(failed).toContainEqual(expect.objectContaining({ run, name: "equals the node's own reward update" }));
      }
      expect(await published()).toMatchObject(NOTHING);
    });

    test('a pool that was lost on the way from the dump: its file has fewer than the dump said', async () => {
      const fixture = await processed((told, { inputs }) =>
        told.snapshot === null ? told : { ...told, snapshot: withoutPool(inputs.snapshot, 0) },
      );
      const { pools } = fixture.inputs.snapshot;
      expect(await failedChecks()).toMatchObject([
        {
          run: 'stake_snapshot/659',
          name: 'as many as the dump had',
          detail: { said: { pools: pools.length }, loaded: { pools: pools.length - 1 } },
        },
      ]);
      expect(await published()).toMatchObject({ ...NOTHING, delegators: 0 });
    });

    test('a pool with blocks that the dump itself has lost: it is named', async () => {
      let lost = '';
      await processed((told, fixture) => {
        if (told.snapshot === null) return told;
        const index = poolThat(fixture, true);
        lost = told.snapshot.pools[index]?.poolId ?? '';
        const snapshot = withoutPool(told.snapshot, index);
        return { snapshot, arrival: agreeing(told.arrival, snapshot) };
      });
      const failed = await failedChecks();
      for (const run of ['rewards_forecast/659', 'rewards/659']) {
        expect(failed).toContainEqual(
          expect.objectContaining({
            run,
            name: 'who made blocks is in the snapshot',
            detail: { missing: [{ pool: lost, blocks: expect.any(Number) }] },
          }),
        );
      }
      expect(await published()).toMatchObject(NOTHING);
    });

    test('a pool without blocks that the dump itself has lost: the rewards of all others differ from the node’s', async () => {
      await processed((told, fixture) => {
        if (told.snapshot === null) return told;
        const snapshot = withoutPool(told.snapshot, poolThat(fixture, false));
        return { snapshot, arrival: agreeing(told.arrival, snapshot) };
      });
      expect(await failedChecks()).toContainEqual(
        expect.objectContaining({ run: 'rewards/659', name: "equals the node's own reward update" }),
      );
      expect(await published()).toMatchObject(NOTHING);
    });

    test('an account that stands twice: it is named, and nobody sees the snapshot', async () => {
      let twice = '';
      await processed((told) => {
        if (told.snapshot === null) return told;
        const { pools, delegators } = told.snapshot;
        twice = credentialText(delegatorCredential(delegators, 5));
        const snapshot = { pools, delegators: rows(delegators, (row) => (row === 5 ? 2 : 1)) };
        return { snapshot, arrival: agreeing(told.arrival, snapshot) };
      });
      expect(await failedChecks()).toMatchObject([
        { run: 'stake_snapshot/659', name: 'every account once', detail: { repeated: 1, accounts: [twice] } },
      ]);
      expect(await published()).toMatchObject({ ...NOTHING, delegators: 0 });
    });
  },
);
