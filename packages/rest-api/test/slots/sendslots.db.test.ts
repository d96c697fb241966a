import { epoch, firstSlotOf, mainnet, slot, slotStartMs } from '@pooltool/domain';
import { manualClock } from '@pooltool/shared-utils/clock';
import { blake2b256, toHex } from '@pooltool/shared-utils/crypto';
import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { sendslotsRoute } from '../../src/slots/sendslots-route.ts';
import { slotsIntakeOf } from '../../src/slots/take-slots.ts';
import { serveApi } from '../served-api.ts';
import { hasPayloads, readPayloads } from '../tips/payloads.ts';
import { BOOK, KEY, POOL, REVOKED } from '../tips/reporting.ts';

const EPOCH = epoch(447);
const FIRST = firstSlotOf(mainnet, EPOCH);
const LAST_EPOCH = [107_308_800, 107_315_522, 107_401_234];
const hashOf = (slots: readonly number[]) => toHex(blake2b256(new TextEncoder().encode(JSON.stringify(slots))));
const COMMIT = { epoch: EPOCH, slotQty: 2, hash: hashOf([107_740_801, 107_999_999]) };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate assigned_slots'));

function start({ pool = database.pool, atSlot = FIRST + 2_000 }: { pool?: Pool; atSlot?: number } = {}) {
  const clock = manualClock(slotStartMs(mainnet, slot(atSlot)));
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  const take = slotsIntakeOf({ pool, network: mainnet, clock, keys: () => BOOK, onFailure });
  const { server } = serveApi({ pool, network: mainnet, posts: [sendslotsRoute({ take })] });
  return async (body: object | string) => {
    const payload = typeof body === 'string' ? body : JSON.stringify({ apiKey: KEY, poolId: POOL, ...body });
    const answer = await server.inject({ method: 'POST', url: '/v0/sendslots', payload });
    const { statusCode, headers, body: said } = JSON.parse(answer.body);
    expect([answer.statusCode, headers]).toEqual([
      200,
      { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' },
    ]);
    return { statusCode, said: JSON.parse(said), failures };
  };
}

const commitLastEpoch = (slots = LAST_EPOCH) =>
  start({ atSlot: FIRST - 400_000 })({ epoch: EPOCH - 1, slotQty: slots.length, hash: hashOf(slots) });

test('a pool commits once: the same again is known, another is told what stands', async () => {
  const send = start();
  const message = expect.stringContaining(COMMIT.hash);
  expect(await send(COMMIT)).toMatchObject({ statusCode: 200, said: { success: true, message } });
  expect(await send({ ...COMMIT, slotQty: '2' })).toMatchObject({ statusCode: 200, said: { success: true, message } });
  const other = { ...COMMIT, hash: 'ab'.repeat(32) };
  expect(await send(other)).toMatchObject({ statusCode: 400, said: { success: false, message } });
});

test('it reveals the epoch before: verified once, and again without a change', async () => {
  expect((await commitLastEpoch()).statusCode).toBe(200);
  const send = start();
  const both = { ...COMMIT, prevSlots: JSON.stringify(LAST_EPOCH) };
  const message = expect.stringMatching(/^Epoch 446: 3 slots verified.*Epoch 447: committed to 2/);
  expect(await send(both)).toMatchObject({ statusCode: 200, said: { success: true, message } });
  expect((await send(both)).said.message).toContain('verified before');
});

test('what cannot be revealed leaves the commitment standing', async () => {
  const send = start();
  const { statusCode, said } = await send({ ...COMMIT, prevSlots: '[]' });
  expect([statusCode, said.message]).toEqual([
    400,
    expect.stringMatching(/446: nothing was committed to.*447: committed to 2/),
  ]);
  expect((await send(COMMIT)).said.message).toContain('before');
});

test('the pools of a large host may all send in one minute, twice each, though every other route takes 200 of an address', async () => {
  const take = async () => ({ statusCode: 200, message: '' });
  const allowance = { perSecond: 10, burst: 200 };
  const { server } = serveApi({ ...database, network: mainnet, allowance, posts: [sendslotsRoute({ take })] });
  const send = async () => (await server.inject({ method: 'POST', url: '/v0/sendslots', payload: '{}' })).body;
  const said = await Promise.all(Array.from({ length: 400 }, async () => JSON.parse(await send()).statusCode));
  expect(new Set(said)).toEqual(new Set([200]));
  while (JSON.parse(await send()).statusCode === 200) said.push(200);
  expect(said).toHaveLength(1_000);
});

describe('refused is', () => {
  test.each([
    ['nothing at all', '', 400, /no body/],
    ['what is not JSON', '{', 400, /not JSON/],
    ['no key', '{"epoch":447}', 401, /apiKey is missing/],
    ['a key nobody has', { ...COMMIT, apiKey: 'x' }, 401, /Unknown API ID/],
    ['a revoked key', { ...COMMIT, apiKey: REVOKED }, 401, /revoked/],
    ['another pool', { ...COMMIT, poolId: 'cc'.repeat(28) }, 401, /not for pool/],
    ['no epoch', { ...COMMIT, epoch: undefined }, 400, /epoch is missing/],
    ['a past epoch', { ...COMMIT, epoch: 446 }, 400, /now is epoch 447/],
    ['an epoch to come', { ...COMMIT, epoch: 448 }, 400, /now is epoch 447/],
    ['a count without a hash', { ...COMMIT, hash: undefined }, 400, /belong together/],
    ['a hash without a count', { ...COMMIT, slotQty: undefined }, 400, /belong together/],
    ['a count that is none', { ...COMMIT, slotQty: '2; drop table' }, 400, /slotQty must be a whole number/],
    ['more slots than an epoch has', { ...COMMIT, slotQty: 432_001 }, 400, /number of assigned slots/],
    ['a hash that is none', { ...COMMIT, hash: 'zz' }, 400, /hash must be/],
    ['a list that is not sent as text', { epoch: EPOCH, prevSlots: [1] }, 400, /must be a text/],
    ['a list that is too large', { epoch: EPOCH, prevSlots: `[${'1,'.repeat(20_000)}1]` }, 413, /larger than/],
    ['a list with something else in it', { epoch: EPOCH, prevSlots: '["a\'); drop table pool"]' }, 400, /not a list/],
    ['too few slots', { epoch: EPOCH, prevSlots: '[107308799]' }, 400, /expected 3 slots and got 1/],
    ['other slots', { epoch: EPOCH, prevSlots: '[107308800,107315522,107401235]' }, 400, /expected slots with hash/],
  ])('%s', async (_what, body, statusCode, message) => {
    await commitLastEpoch();
    const answered = await start()(body);
    expect(answered).toMatchObject({
      statusCode,
      said: {
        success: false,
        ...(statusCode === 401 && body !== '' ? { body: null } : {}),
        message: expect.stringMatching(message),
      },
    });
    expect(answered.failures).toEqual([]);
  });

  test('what comes when the first fifth of the epoch is over', async () => {
    const send = start({ atSlot: FIRST + 86_400 });
    expect(await send({ ...COMMIT, prevSlots: '[]' })).toMatchObject({
      statusCode: 400,
      said: {
        message: expect.stringMatching(/446: slots are revealed.*447: slots are committed to in the first fifth/),
      },
    });
    expect((await start({ atSlot: FIRST })(COMMIT)).statusCode).toBe(200);
  });

  test('everything while the database is away, which is said', async () => {
    const pool = openPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
    onTestFinished(() => pool.end());
    const { statusCode, said, failures } = await start({ pool })(COMMIT);
    expect([statusCode, said, failures.length]).toEqual([
      503,
      { success: false, message: expect.stringContaining('send it again') },
      1,
    ]);
  });
});

describe.skipIf(!hasPayloads)('the senders seen in the wild (needs ../shared/data/tips/tip_payloads.json)', () => {
  test.each([
    ['cncli_sendslots_first', 200, /^Epoch 447: committed to 2/],
    // The first of the slots that were made up for it is the last one of epoch 445.
    ['cncli_sendslots_with_prev', 400, /^Epoch 446: slot 107308799 is not in that epoch. Epoch 447: committed to 2/],
    // It says "[]" where it knows nothing, and three slots were committed to.
    ['sendslots_py_zero_slots', 400, /^Epoch 446: expected 3 slots and got 0. Epoch 447: committed to 0/],
  ])('%s', async (name, statusCode, message) => {
    await commitLastEpoch([107_308_799, 107_315_522, 107_401_234]);
    const payload = readPayloads()[name];
    const answered = await start()(JSON.stringify(payload?.body));
    expect([answered.statusCode, answered.said.message]).toEqual([statusCode, expect.stringMatching(message)]);
  });
});
