import { epoch, poolStandingAt } from '@pooltool/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registeredKeyOf } from '../../src/operators/index.ts';
import { poolHistories } from '../../src/pools/pool-histories.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { poolNumber } from '../chain/small-chain.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const LAST_EPOCH = 12;

/** As a ledger takes them, in their order; `retires`: so many epochs later. */
const certificate = fc.record({
  epoch: fc.nat({ max: LAST_EPOCH }),
  retires: fc.option(fc.integer({ min: 1, max: 4 })),
});
const pool = fc.record({
  certificates: fc.array(certificate, { maxLength: 7 }).map((all) => all.toSorted((one, two) => one.epoch - two.epoch)),
  snapshots: fc.uniqueArray(fc.nat({ max: LAST_EPOCH }), { maxLength: 4 }),
});

test('of any history the VRF key in force is that of the standing that the domain tells', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(pool, { minLength: 4, maxLength: 8 }),
      fc.integer({ min: 1, max: LAST_EPOCH }),
      async (given, present) => {
        await insert(given, present);
        const pools = given.map((_, number) => poolNumber(number));
        const histories = await poolHistories(database.pool, pools);
        for (const asked of pools) {
          const history = histories.get(asked);
          const current = history === undefined ? null : poolStandingAt(epoch(present), history).current;
          const found = await registeredKeyOf(database.pool, asked);
          expect(found?.vrfKeyHash ?? null).toBe(current && vrfKeyHashBeside(current.rewardCredential));
          if (found !== null) compared += 1;
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(60);
});

/** Every registration and snapshot has a reward account of its own, and a VRF key whose hash ends like it. */
const vrfKeyHashBeside = (rewardCredential: string): string => rewardCredential.padStart(64, '0');

async function insert(
  pools: readonly {
    certificates: readonly { epoch: number; retires: number | null }[];
    snapshots: readonly number[];
  }[],
  present: number,
): Promise<void> {
  await database.pool.query('truncate epoch_chain, pool_registration, pool_retirement, snapshot_epoch cascade');
  await database.pool.query('insert into epoch_chain select $1, 1, 0, 0, 0, 0, 0, 0, 0', [present]);
  await database.pool.query(
    `insert into snapshot_epoch select e, 0, 0, 0, decode(repeat('00', 32), 'hex') from generate_series(0, $1::int) e`,
    [LAST_EPOCH],
  );
  let place = 0;
  const vrf = () => `decode('${vrfKeyHashBeside((1_000 + place).toString(16))}', 'hex')`;
  const account = () => `decode(lpad('${(1_000 + place).toString(16)}', 56, '0'), 'hex')`;
  for (const [number, { certificates, snapshots }] of pools.entries()) {
    const id = `decode('${poolNumber(number)}', 'hex')`;
    for (const { epoch: made, retires } of certificates.filter((one) => one.epoch <= present)) {
      place += 1;
      await database.pool.query(
        retires === null
          ? `insert into pool_registration (slot, transaction_index, certificate_index, epoch, pool_id, vrf_key_hash, pledge,
               cost, margin_numerator, margin_denominator, reward_kind, reward_credential, owners, relays)
             values (${made * 100 + (place % 100)}, ${place}, 0, ${made}, ${id}, ${vrf()}, 0, 0, 0, 1, 0,
               ${account()}, array[${account()}], '[]')`
          : `insert into pool_retirement values (${made * 100 + (place % 100)}, ${place}, 0, ${made}, ${id}, ${made + retires})`,
      );
    }
    for (const active of snapshots) {
      place += 1;
      await database.pool.query(
        `insert into pool_snapshot values (${active}, ${id}, 0, 0, 0, 1, 0, ${account()}, array[${account()}], 1, 1, 1, ${vrf()})`,
      );
    }
  }
}
