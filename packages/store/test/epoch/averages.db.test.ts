import { epoch } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { loadSummedHistories, poolsNotSummedRight } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { average, type PaidEpoch, type PaidPool, writePaidEpoch } from './paid-epochs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => clear());

const clear = () =>
  database.pool.query(
    'truncate reward_epoch, snapshot_epoch, network_average, document_mark, pool_registration cascade',
  );

const paid = (...pools: readonly (readonly [tag: number, stake: bigint, reward: bigint, fee: bigint])[]): PaidEpoch =>
  new Map(pools.map(([tag, stake, reward, fee]) => [tag, { stake, reward, fee }]));

/** Sums of a window of one pool, or of the network, as they stand in the database. */
async function standing(table: string, earned: number, pool?: number): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select * from ${table} where earned_epoch = $1 ${pool === undefined ? '' : `and pool_id = decode($2, 'hex')`}`,
    pool === undefined ? [earned] : [earned, testPoolId(pool)],
  );
  return rows[0];
}

const marked = async (): Promise<string[]> => {
  const { rows } = await database.pool.query<{ mark: string }>(
    `select trim(concat_ws(' ', kind, subject)) as mark from document_mark order by mark`,
  );
  return rows.map(({ mark }) => mark);
};

describe('two pools over three epochs', () => {
  beforeEach(async () => {
    await writePaidEpoch(database.pool, 10, paid([1, 1_000n, 5n, 1n], [2, 500n, 0n, 0n]));
    await writePaidEpoch(database.pool, 11, paid([1, 1_100n, 6n, 1n]));
    await writePaidEpoch(database.pool, 12, paid([1, 1_200n, 0n, 0n], [2, 700n, 3n, 2n]));
    for (const earned of [10, 11, 12]) await average(database.pool, earned);
  });

  test('have the sums that one adds up by hand', async () => {
    expect(await standing('pool_average', 12, 1)).toMatchObject({
      epochs_1: 1,
      stake_1: 1_200n,
      delegators_reward_1: 0n,
      epochs_6: 3,
      stake_6: 3_300n,
      delegators_reward_6: 11n,
      operator_fees_6: 2n,
      stake_lifetime: 3_300n,
    });
    expect(await standing('network_average', 12)).toMatchObject({
      since: 10,
      pools: 2,
      epochs_lifetime: 3,
      stake_1: 1_900n,
      stake_lifetime: 4_500n,
      delegators_reward_lifetime: 14n,
      operator_fees_lifetime: 4n,
    });
  });

  test('go on where they were after an epoch in which they were not there', async () => {
    expect(await standing('pool_average', 11, 2)).toBeUndefined();
    expect(await standing('pool_average', 12, 2)).toMatchObject({ epochs_6: 2, stake_6: 1_200n, operator_fees_6: 2n });
  });

  test('mark the records of the pools that show them, and those of no pool that has newer ones', async () => {
    await database.pool.query('truncate document_mark');
    await average(database.pool, 12);
    const column = (earned: number) => `reward_column ${earned}`;
    expect(await marked()).toEqual([`pool ${testPoolId(1)}`, `pool ${testPoolId(2)}`, column(12), 'sync_status']);
    await database.pool.query('truncate document_mark');
    await average(database.pool, 11);
    expect(await marked()).toEqual([column(11), 'sync_status']);
  });

  test('mark also a pool that the epoch no longer has, whose record falls back to an older epoch', async () => {
    await writePaidEpoch(database.pool, 12, paid([1, 1_200n, 0n, 0n]));
    await database.pool.query('truncate document_mark');
    await average(database.pool, 12);
    expect(await marked()).toContain(`pool ${testPoolId(2)}`);
  });

  test('are found wrong by the check when a sum is off by one lovelace, is missing, or is of nobody', async () => {
    const found = () => poolsNotSummedRight(database.pool, epoch(12));
    expect(await found()).toEqual([]);
    await database.pool.query(
      `update pool_average set stake_73 = stake_73 + 1 where earned_epoch = 12 and epochs_73 = 2`,
    );
    expect(await found()).toEqual([testPoolId(2)]);
    await average(database.pool, 12);
    await database.pool.query(`delete from pool_average where earned_epoch = 12 and epochs_73 = 3`);
    expect(await found()).toEqual([testPoolId(1)]);
    await average(database.pool, 12);
    await database.pool.query(
      `delete from pool_reward where earned_epoch = 12 and pool_id = decode('${testPoolId(2)}', 'hex')`,
    );
    expect(await found()).toEqual([testPoolId(2)]);
  });

  test('do not count what is only forecast', async () => {
    await database.pool.query(`update reward_epoch set status = 'forecast' where earned_epoch = 12`);
    expect(await loadSummedHistories(database.pool, epoch(12))).toBeNull();
  });
});

describe('the first epoch of a pool', () => {
  const firstEpoch = async (earned: number) =>
    (await loadSummedHistories(database.pool, epoch(earned)))?.pools.map((pool) => pool.firstEpoch);

  test('is two after its registration, or its first snapshot if that was earlier', async () => {
    await writePaidEpoch(database.pool, 5, paid([1, 1n, 0n, 0n]));
    await writePaidEpoch(database.pool, 9, paid([1, 1n, 0n, 0n]));
    expect(await firstEpoch(9)).toEqual([5]);
    await database.pool.query(
      `insert into pool_registration (slot, transaction_index, certificate_index, epoch, pool_id, vrf_key_hash, pledge, cost,
         margin_numerator, margin_denominator, reward_kind, reward_credential, owners, relays)
       values (1, 0, 0, 2, decode('${testPoolId(1)}', 'hex'), decode(repeat('00', 32), 'hex'), 0, 0, 0, 1, 0,
         decode(repeat('00', 28), 'hex'), '{}', '[]')`,
    );
    expect(await firstEpoch(9)).toEqual([4]);
  });
});

describe('a gap between paid epochs', () => {
  const since = async (earned: number) => {
    await writePaidEpoch(database.pool, earned, paid([1, 100n, 1n, 0n]));
    await average(database.pool, earned);
    return await standing('pool_average', earned, 1);
  };

  test('is no end of a history until it is longer than the longest window', async () => {
    await since(10);
    expect(await since(10 + 73)).toMatchObject({ epochs_lifetime: 2, epochs_73: 1 });
    expect(await standing('network_average', 83)).toMatchObject({ since: 10 });
    expect(await since(83 + 74)).toMatchObject({ epochs_lifetime: 1, stake_lifetime: 100n });
    expect(await standing('network_average', 157)).toMatchObject({ since: 157 });
  });
});

/** Every window summed anew from all that was paid. */
function literally(history: readonly (PaidEpoch | null)[], { earned, pool }: { earned: number; pool: number }) {
  const over = (epochs: number, span: string) => {
    const rows = history.flatMap((one, at) => {
      const row = at <= earned && at > earned - epochs ? one?.get(pool) : undefined;
      return row === undefined ? [] : [row];
    });
    const sum = (of: (row: PaidPool) => bigint) => rows.reduce((total, row) => total + of(row), 0n);
    return {
      [`epochs_${span}`]: rows.length,
      [`stake_${span}`]: sum(({ stake }) => stake),
      [`delegators_reward_${span}`]: sum(({ reward }) => reward),
      [`operator_fees_${span}`]: sum(({ fee }) => fee),
    };
  };
  return {
    ...over(1, '1'),
    ...over(6, '6'),
    ...over(12, '12'),
    ...over(73, '73'),
    ...over(Number.POSITIVE_INFINITY, 'lifetime'),
  };
}

describe('whatever pools come and go', () => {
  const anyPool = fc.record({
    stake: fc.bigInt(1n, 10n ** 16n),
    reward: fc.bigInt(0n, 10n ** 9n),
    fee: fc.bigInt(0n, 10n ** 8n),
  });
  const anyEpoch = fc
    .tuple(fc.option(anyPool), fc.option(anyPool), fc.option(anyPool))
    .map((pools): PaidEpoch => new Map(pools.flatMap((pool, tag) => (pool === null ? [] : [[tag, pool] as const]))));
  const story = fc
    .array(fc.option(anyEpoch, { freq: 8 }), { minLength: 2, maxLength: 22 })
    .chain((history) => fc.tuple(fc.constant(history), fc.nat(history.length - 1), anyEpoch));

  async function expectAll(history: readonly (PaidEpoch | null)[]): Promise<void> {
    for (const [earned, one] of history.entries()) {
      for (const pool of one?.keys() ?? []) {
        expect(await standing('pool_average', earned, pool)).toMatchObject(literally(history, { earned, pool }));
      }
      if (one !== null) expect(await poolsNotSummedRight(database.pool, epoch(earned))).toEqual([]);
    }
  }
  const everything = async () => {
    const tables = [];
    for (const table of ['network_average', 'pool_average']) {
      tables.push((await database.pool.query(`select * from ${table} order by 1, 2`)).rows);
    }
    return tables;
  };

  test('averages are what summing everything anew gives, and a change of an early epoch leaves what a clean start leaves', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ([history, changed, other]) => {
        await clear();
        const make = async (from: number, of: readonly (PaidEpoch | null)[]) => {
          for (const [earned, one] of of.entries())
            if (earned >= from && one !== null) await average(database.pool, earned);
        };
        for (const [earned, one] of history.entries())
          if (one !== null) await writePaidEpoch(database.pool, earned, one);
        await make(0, history);
        await expectAll(history);

        const after = history.with(changed, other);
        await writePaidEpoch(database.pool, changed, other);
        await make(changed, after);
        await expectAll(after);
        const recomputed = await everything();
        await database.pool.query('truncate network_average cascade');
        await make(0, after);
        expect(await everything()).toEqual(recomputed);
      }),
      { numRuns: 10 },
    );
  });
});
