import { epoch, preview } from '@pooltool/domain';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectDocumented } from '../documented.ts';
import { type ServedApi, serveApi } from '../served-api.ts';
import { POOL } from './registered-pool.ts';

const ROUTE = '/v1/operator/pools/:pool/slots';
const HASH = 'e37b4d3fdb10171a371c2e8fa8246a8bd563bcc0baf5200e47d90509441f6bba';

let database: TestDatabase;
let api: ServedApi;
beforeAll(async () => {
  database = await createTestDatabase();
  api = serveApi({ pool: database.pool, network: preview });
  const id = `decode('${POOL}', 'hex')`;
  await database.pool.query(`
    insert into assigned_slots (pool_id, epoch, count, hash, slots, revealed_at) values
      (${id}, 10, 3, decode('${HASH}', 'hex'), '{100, 200, 300}', now()),
      (${id}, 11, 2, decode('${HASH}', 'hex'), null, null),
      (${id}, 9, 1, null, null, null),
      (decode(repeat('ab', 28), 'hex'), 10, 7, null, null, null)`);
  await database.pool.query(`
    insert into assigned_performance values
      (10, ${id}, 'settled', 3, 1, 1, 0, 1), (9, ${id}, 'unrevealed', 1, 0, null, null, null)`);
});
afterAll(async () => {
  await api.server.close();
  await database.close();
});

type Json = ReturnType<typeof JSON.parse>;
async function expectSlots(url: string): Promise<Json> {
  const { statusCode: status, body } = await api.server.inject(url);
  expectDocumented(ROUTE, { status, body });
  return JSON.parse(body);
}
const url = ROUTE.replace(':pool', POOL);
const UNJUDGED = { outcome: null, made: null, slotBattlesLost: null, heightBattlesLost: null, missed: null };

test('shows what a pool committed to, showed and made, newest first; of what is not revealed only count and hash', async () => {
  expect(await expectSlots(url)).toEqual({
    pool: POOL,
    epochs: [
      { epoch: epoch(11), committed: 2, hash: HASH, revealed: null, ...UNJUDGED },
      {
        epoch: 10,
        committed: 3,
        hash: HASH,
        revealed: [100, 200, 300],
        outcome: 'settled',
        made: 1,
        slotBattlesLost: 1,
        heightBattlesLost: 0,
        missed: 1,
      },
      { epoch: 9, committed: 1, hash: null, revealed: null, ...UNJUDGED, outcome: 'unrevealed', made: 0 },
    ],
    next: null,
  });
});

test('comes in pages, and as CSV', async () => {
  const first = await expectSlots(`${url}?limit=2`);
  const second = await expectSlots(`${url}?limit=2&cursor=${first.next}`);
  expect([...first.epochs, ...second.epochs].map((one) => one.epoch)).toEqual([11, 10, 9]);
  expect(second.next).toBeNull();
  const csv = (await api.server.inject(`${url}.csv`)).body.split('\r\n');
  expect(csv.slice(0, 3)).toEqual([
    'epoch,committed,hash,revealed,outcome,made,slot_battles_lost,height_battles_lost,missed',
    `11,2,${HASH},,,,,,`,
    `10,3,${HASH},100 200 300,settled,1,1,0,1`,
  ]);
});

test('a pool that committed to nothing has an empty list, what is no pool and no cursor is refused', async () => {
  expect(await expectSlots(ROUTE.replace(':pool', 'cd'.repeat(28)))).toMatchObject({ epochs: [], next: null });
  expect((await api.server.inject(ROUTE.replace(':pool', 'none'))).statusCode).toBe(400);
  expect((await api.server.inject(`${url}?cursor=x`)).statusCode).toBe(400);
});
