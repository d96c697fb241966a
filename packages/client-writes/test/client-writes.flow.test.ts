import { poolId } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { savePoolLabel } from '@pooltool/store/admin';
import { contactsOf, deviceAlerts, devicesOf } from '@pooltool/store/client-writes';
import { savePoolNote } from '@pooltool/store/operators';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ClientsStage, HASH, OTHER_POOL, openClientsStage, POOL, token, USER } from './clients-stage.ts';

let stage: ClientsStage;
beforeAll(async () => {
  stage = await openClientsStage();
  await stage.database.pool.query(
    `insert into account_user (user_id, password_hash, created_at) values ($1, 'scrypt.1.1.1.a.b', now())`,
    [USER],
  );
});
afterAll(() => stage.close());

const within = { timeout: 30_000, interval: 20 };
const db = () => stage.database.pool;
const alerts = () => deviceAlerts(db(), { kind: 'block_production', pools: [poolId(POOL), poolId(OTHER_POOL)] });
const tokens = async () => (await alerts()).map((one) => one.token);
const note = async () => (await stage.rows('select note from pool_note order by pool_id')).at(0);
const label = async () => (await stage.rows('select group_name, imposter from pool_label')).at(0);
const shown = async () => (await stage.rows('select title, message from admin_message order by kind')).at(0);
const flags = () => stage.rows(`select encode(pool_id, 'hex') as pool from delegator_update`);
const name = async () => (await stage.rows(`select settings -> 'addressNicknames' as names from account_user`)).at(0);
/** As the publisher does when it has drawn all that waits. */
const drawn = () => db().query('delete from document_mark');

test('every kind of node is taken over when it is set, changed and removed; garbage is not', async () => {
  const running = stage.daemon();
  await running.ready;

  const alert = `legacy_alerts/${POOL}/block_production/${token('a')}`;
  await stage.write(alert, { enabled: true });
  await stage.write(`legacy_alerts/${POOL}/block_production/short`, { enabled: true });
  await stage.write(`legacy_alerts/${POOL}/fee/${token('a')}`, { fixedFee: 340_000_000, variableFee: 2.5, pledge: 1 });
  await stage.write(`legacy_alerts/${POOL}/fee/${token('b')}`, { fixedFee: -1, variableFee: 2.5, pledge: 1 });
  await stage.write(`legacy_alerts/${POOL}/saturation/${token('a')}`, { limit: 0.9 });
  await vi.waitFor(async () => {
    expect(await tokens()).toEqual([token('a')]);
    expect(await deviceAlerts(db(), { kind: 'fee', pools: [poolId(POOL)] })).toEqual([
      { pool: POOL, kind: 'fee', token: token('a'), terms: { fixedFee: 340_000_000, variableFee: 2.5, pledge: 1 } },
    ]);
    expect(await deviceAlerts(db(), { kind: 'saturation', pools: [poolId(POOL)] })).toMatchObject([
      { terms: { limit: 0.9 } },
    ]);
  }, within);
  await stage.write(`legacy_alerts/${POOL}/saturation/${token('a')}`, { limit: 0.5 });
  await stage.write(`legacy_alerts/${POOL}/fee`, null);
  await stage.write(`users/auth/${USER}/gcm_token`, token('mine'));
  await stage.write(`users/auth/somebody/gcm_token`, token('nobody'));
  await stage.write(`users/privMeta/${USER}/myEmail`, 'me@example.org');
  await stage.write(`users/pubMeta/${USER}/nickName`, 'Me');
  await vi.waitFor(async () => {
    expect(await deviceAlerts(db(), { kind: 'saturation', pools: [poolId(POOL)] })).toMatchObject([
      { terms: { limit: 0.5 } },
    ]);
    expect(await deviceAlerts(db(), { kind: 'fee', pools: [poolId(POOL)] })).toEqual([]);
    expect(await devicesOf(db(), [USER])).toEqual([{ user: USER, token: token('mine') }]);
    expect(await contactsOf(db(), [USER])).toEqual([{ user: USER, email: 'me@example.org', nickName: 'Me' }]);
  }, within);
  await stage.write(`users/auth/${USER}/gcm_token`, null);
  await stage.write(`users/privMeta/${USER}/myEmail`, 'no address');
  await vi.waitFor(async () => {
    expect(await devicesOf(db(), [USER])).toEqual([]);
    expect(await contactsOf(db(), [USER])).toEqual([{ user: USER, email: null, nickName: 'Me' }]);
  }, within);

  await stage.write(`pool_stats/${POOL}`, { firstEpoch: 5, public_note: 'We are <b>here</b>' });
  await stage.write(`stake_pools/${POOL}`, { id: POOL, g: 'Ours', xx: true });
  await stage.write('admin_message', { title: 'Hear', message: 'this' });
  await stage.write(`admin_settings/delegator_update/${POOL}`, true);
  await stage.write(`users/privMeta/${USER}/myAddresses/${HASH}`, { proven: true, nickname: 'Savings' });
  await vi.waitFor(async () => {
    await drawn();
    expect(await note()).toEqual({ note: 'We are <b>here</b>' });
    expect(await label()).toEqual({ group_name: 'Ours', imposter: true });
    expect(await shown()).toEqual({ title: 'Hear', message: 'this' });
    expect(await flags()).toEqual([{ pool: POOL }]);
    expect(await name()).toEqual({ names: { [HASH]: 'Savings' } });
  }, within);
  await stage.write(`admin_settings/delegator_update/${POOL}`, null);
  await stage.write(`stake_pools/${POOL}/g`, 'g'.repeat(200));
  await stage.write(`stake_pools/${POOL}/xx`, false);
  await vi.waitFor(async () => {
    await drawn();
    expect(await flags()).toEqual([]);
    expect(await label()).toEqual({ group_name: 'Ours', imposter: false });
  }, within);
  running.child.kill('SIGTERM');
  expect(await running.ended).toBe(0);
});

test('killed and absent: what was written meanwhile is taken over, what was removed is gone, twice is once', async () => {
  const first = stage.daemon();
  await first.ready;
  const second = stage.daemon();
  expect(await second.ended).toBe(75);
  await stage.write(`legacy_alerts/${OTHER_POOL}/block_production/${token('b')}`, { enabled: true });
  await vi.waitFor(async () => expect(await tokens()).toEqual([token('a'), token('b')]), within);
  first.child.kill('SIGKILL');
  await first.ended;

  await stage.write(`legacy_alerts/${POOL}/block_production/${token('a')}`, null);
  await stage.write(`legacy_alerts/${OTHER_POOL}/block_production/${token('c')}`, { enabled: true });
  await stage.write(`pool_stats/${POOL}/public_note`, 'Written while nobody listened');
  await drawn();
  await stage.daemon().ready;
  await vi.waitFor(async () => {
    expect(await tokens()).toEqual([token('b'), token('c')]);
    expect(await note()).toEqual({ note: 'Written while nobody listened' });
  }, within);
  const acts = await stage.rows('select count(*)::int as acts from administration_act');

  // A user who has as many names as there may be: his one more is refused, and nobody has to wait for it.
  await db().query(
    `update account_user set settings = jsonb_build_object('addressNicknames',
       (select jsonb_object_agg('name' || n, 'x') from generate_series(1, 500) n))`,
  );
  await stage.write(`users/privMeta/${USER}/myAddresses/${HASH}/nickname`, 'One too many');

  // Beyond five alerts there is no room: the last ones are left out, and those that were there stay.
  for (const one of ['d', 'e', 'f', 'g', 'h']) {
    await stage.write(`legacy_alerts/${POOL}/pledge/${token(one)}`, { enabled: true });
  }
  await stage.write(`users/auth/${USER}/gcm_token`, token('after'));
  await vi.waitFor(async () => expect(await devicesOf(db(), [USER])).toHaveLength(1), within);
  await vi.waitFor(
    async () => expect(await stage.rows('select count(*)::int as n from pool_alert')).toEqual([{ n: 5 }]),
    within,
  );
  expect(await tokens()).toEqual([token('b'), token('c')]);
  expect(await stage.rows('select count(*)::int as acts from administration_act')).toEqual(acts);
});

test('a truth that changed here is not undone by what Firebase shows of before, and wins over what was written before it', async () => {
  const pool = poolId(POOL);
  await drawn();
  // Later than whatever comes now.
  const nowMs = Date.now() + 3_600_000;
  await inTransaction(db(), (tx) => savePoolNote(tx, { pool, note: 'Newer, by REST', user: USER, nowMs }));
  await inTransaction(db(), (tx) => savePoolLabel(tx, { pool, group: 'By REST', user: USER, nowMs }));
  await stage.write(`pool_stats/${POOL}/public_note`, 'Typed before the drawing');
  // A pass saves devices and then settles words: once the second device is saved, the pass of the first one is over.
  for (const device of ['first', 'second']) {
    await stage.write(`users/auth/${USER}/gcm_token`, token(device));
    await vi.waitFor(
      async () => expect(await devicesOf(db(), [USER])).toMatchObject([{ token: token(device) }]),
      within,
    );
  }
  expect(await note()).toEqual({ note: 'Newer, by REST' });

  await stage.write(`pool_stats/${POOL}/public_note`, 'Newer, by REST');
  await stage.write(`stake_pools/${POOL}/g`, 'By REST');
  await drawn();
  await stage.write(`stake_pools/${POOL}/g`, 'By a page');
  await vi.waitFor(async () => expect(await label()).toMatchObject({ group_name: 'By a page' }), within);
  expect(await note()).toEqual({ note: 'Newer, by REST' });
});
