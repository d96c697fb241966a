import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { channelQueue, type Jobs, openJobs } from '@pooltool/store/jobs';
import {
  type Notice,
  noticeEvent,
  noticeToTell,
  type ReplacedNotices,
  replaceUntold,
  withdrawNoticesAfter,
} from '@pooltool/store/notices';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const CHANNEL = channelQueue('telegram');
const KIND = 'reward';
const SLOT = 1_000;

let database: TestDatabase;
let jobs: Jobs;
beforeAll(async () => {
  database = await createTestDatabase();
  jobs = await openJobs({ connectionString: database.url, applicationName: 'test', log: memoryLog() });
  await jobs.subscribe(noticeEvent(KIND), CHANNEL);
});
afterAll(async () => {
  await jobs.close({ graceMs: 0 });
  await database.close();
});
beforeEach(async () => {
  await database.pool.query(`delete from notice`);
  await database.pool.query(`delete from pgboss.job where name = $1`, [CHANNEL.name]);
});

const paid = (follower: string, lovelace: string): Notice => ({
  key: `reward:7:${follower}`,
  kind: KIND,
  subject: follower,
  slot: SLOT,
  payload: { lovelace },
});

const replace = (...notices: readonly Notice[]): Promise<ReplacedNotices> =>
  inTransaction(database.pool, (tx) => replaceUntold(tx, { kinds: [KIND], slot: SLOT }, notices));

const rollBack = () => inTransaction(database.pool, (tx) => withdrawNoticesAfter(tx, SLOT - 1));

/** What a channel's worker does with the oldest job that waits: what it said, or null when there was nothing to say. */
async function tellOne(): Promise<string | null> {
  const { rows } = await database.pool.query<{ id: string; key: string }>(
    `update pgboss.job set state = 'active' where (name, id) = (
       select name, id from pgboss.job where name = $1 and state = 'created' order by data->>'key' limit 1)
     returning id, data->>'key' as key`,
    [CHANNEL.name],
  );
  const [job] = rows;
  if (job === undefined) return null;
  const notice = await noticeToTell(database.pool, { queue: CHANNEL, key: job.key });
  await database.pool.query(`update pgboss.job set state = 'completed' where name = $1 and id = $2`, [
    CHANNEL.name,
    job.id,
  ]);
  const lovelace = notice?.payload['lovelace'];
  return typeof lovelace === 'string' ? `${notice?.subject} ${lovelace}` : null;
}

async function tellAll(): Promise<string[]> {
  const told: string[] = [];
  for (let one = await tellOne(); one !== null; one = await tellOne()) told.push(one);
  return told;
}

describe('what is to be told at a slot', () => {
  test('is enqueued once, however often it is said', async () => {
    expect(await replace(paid('anna', '5'), paid('bert', '6'))).toEqual({ enqueued: 2, restated: 0, withdrawn: 0 });
    expect(await replace(paid('anna', '5'), paid('bert', '6'))).toEqual({ enqueued: 0, restated: 0, withdrawn: 0 });
    expect(await tellAll()).toEqual(['anna 5', 'bert 6']);
    expect(await replace(paid('anna', '5'), paid('bert', '6'))).toEqual({ enqueued: 0, restated: 0, withdrawn: 0 });
    expect(await tellAll()).toEqual([]);
  });

  test('says what is true when it is told, if it was corrected before', async () => {
    await replace(paid('anna', '5'));
    expect(await replace(paid('anna', '6'))).toEqual({ enqueued: 0, restated: 1, withdrawn: 0 });
    expect(await tellAll()).toEqual(['anna 6']);
  });

  test('is not told again when it is corrected afterwards', async () => {
    await replace(paid('anna', '5'));
    expect(await tellAll()).toEqual(['anna 5']);
    expect(await replace(paid('anna', '6'))).toEqual({ enqueued: 0, restated: 0, withdrawn: 0 });
    expect(await tellAll()).toEqual([]);
  });

  test('is not told when it turns out not to be true, and is when it is true after all', async () => {
    await replace(paid('anna', '5'), paid('bert', '6'));
    expect(await replace(paid('bert', '6'))).toEqual({ enqueued: 0, restated: 0, withdrawn: 1 });
    expect(await tellAll()).toEqual(['bert 6']);
    expect(await replace(paid('anna', '7'), paid('bert', '6'))).toMatchObject({ enqueued: 1 });
    expect(await tellAll()).toEqual(['anna 7']);
  });

  test('leaves alone what is told at other slots and of other kinds', async () => {
    const others = [
      { ...paid('carl', '1'), key: 'a', slot: SLOT + 1 },
      { ...paid('dora', '2'), key: 'b', kind: 'award' },
    ];
    await inTransaction(database.pool, (tx) => replaceUntold(tx, { kinds: [], slot: 0 }, others));
    expect(await replace()).toEqual({ enqueued: 0, restated: 0, withdrawn: 0 });
    const { rowCount } = await database.pool.query(`select from notice where state = 'enqueued'`);
    expect(rowCount).toBe(2);
  });

  test('costs as many statements for thousands as for one', async () => {
    const statements = async (followers: number): Promise<number> =>
      inTransaction(database.pool, async (tx) => {
        let asked = 0;
        const counting = new Proxy(tx, {
          get: (of, name) => {
            if (name !== 'query') return Reflect.get(of, name);
            return (...given: Parameters<typeof tx.query>) => {
              asked += 1;
              return of.query(...given);
            };
          },
        });
        const notices = Array.from({ length: followers }, (_, index) => paid(`${followers}/${index}`, '1'));
        await replaceUntold(counting, { kinds: [KIND], slot: SLOT }, notices);
        return asked;
      });
    const few = await statements(1);
    expect(await statements(5_000)).toBe(few);
    expect(few).toBeLessThan(10);
  });
});

test('in whatever order payouts are computed anew, rolled back and told, each follower hears of it once', async () => {
  const followers = ['anna', 'bert', 'carl'];
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('compute' as const),
        amounts: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: 'tell' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'roll back' as const }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      await database.pool.query(`delete from notice`);
      await database.pool.query(`delete from pgboss.job where name = $1`, [CHANNEL.name]);
      const told: string[] = [];
      let standing: readonly number[] = [];
      for (const one of steps) {
        switch (one.do) {
          case 'compute':
            standing = one.amounts;
            await replace(...followers.flatMap((name, at) => (standing[at] ? [paid(name, `${standing[at]}`)] : [])));
            break;
          case 'tell': {
            const said = await tellOne();
            if (said !== null) {
              told.push(said);
              // What is told stands at that moment.
              const [name = '', lovelace] = said.split(' ');
              expect(`${standing[followers.indexOf(name)]}`).toBe(lovelace);
            }
            break;
          }
          case 'roll back':
            await rollBack();
            standing = [];
        }
      }
      told.push(...(await tellAll()));
      const names = told.map((said) => said.split(' ')[0]);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(expect.arrayContaining(followers.filter((_, at) => (standing[at] ?? 0) > 0)));
    }),
    { numRuns: 60 },
  );
});
