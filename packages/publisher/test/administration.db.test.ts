import { markOf } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '@pooltool/store';
import {
  type AdminMessageKind,
  replacePortfolios,
  saveAdminMessage,
  savePoolLabel,
  setDelegatorUpdate,
} from '@pooltool/store/admin';
import { markNeverDrawn } from '@pooltool/store/documents';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ALWAYS_THERE } from '../src/families.ts';
import { redraw } from '../src/redraw.ts';
import { openStage, type Stage } from './stage.ts';

const POOL = testPoolId(1);
const BY = { user: null, nowMs: 5 } as const;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.database.pool.query(
    'truncate pool, pool_label, admin_message, delegator_update, portfolio, document_mark cascade',
  );
  await stage.forgetDocuments();
  await stage.database.pool.query(`insert into pool (pool_id, life_blocks) values (decode($1, 'hex'), 7)`, [POOL]);
});

/** Does it, and draws what it marked. */
async function done(act: (tx: Transaction) => Promise<unknown>): Promise<void> {
  await inTransaction(stage.database.pool, act);
  await stage.drain();
}
const record = () => Object(stage.read(`stake_pools/${POOL}`));
const tell = (kind: AdminMessageKind, title: string, message: string) =>
  done((tx) => saveAdminMessage(tx, { kind, title, message, ...BY }));

describe('what is shown to everybody', () => {
  const NOTHING = { title: '', message: '', web: { title: '', message: '' } };

  test('is a map of empty texts from the first second, which is not drawn at every start', async () => {
    await markNeverDrawn(stage.database.pool, ALWAYS_THERE);
    await stage.drain();
    expect(stage.read('admin_message')).toEqual(NOTHING);
    await markNeverDrawn(stage.database.pool, ALWAYS_THERE);
    expect(await stage.waiting()).toEqual([]);
  });

  test("is the app's, and the website's inside it, until it is taken away", async () => {
    await tell('web', 'Soon', 'on the page');
    await tell('app', 'Now', 'in the app');
    expect(stage.read('admin_message')).toEqual({
      title: 'Now',
      message: 'in the app',
      web: { title: 'Soon', message: 'on the page' },
    });
    await tell('web', '', '');
    await tell('app', '', '');
    expect(stage.read('admin_message')).toEqual(NOTHING);
  });
});

describe("a pool's label", () => {
  test('is beside what the record has, and goes when it is taken back', async () => {
    await done((tx) => savePoolLabel(tx, { pool: POOL, group: 'us', imposter: true, ...BY }));
    expect(record()).toMatchObject({ id: POOL, l: 7, d: false, g: 'us', xx: true });
    await done((tx) => savePoolLabel(tx, { pool: POOL, group: '', imposter: false, ...BY }));
    expect(record()).toMatchObject({ id: POOL, l: 7 });
    expect(record()).not.toHaveProperty('g');
    expect(record()).not.toHaveProperty('xx');
  });

  test('that Firebase has of old stays, group and imposter each, until somebody says otherwise here', async () => {
    await stage.sinks.firebase.update(
      new Map<string, string | boolean>([
        [`stake_pools/${POOL}/g`, 'of old'],
        [`stake_pools/${POOL}/xx`, true],
      ]),
    );
    await done((tx) => markDocuments(tx, [markOf.pool(POOL)]));
    expect(record()).toMatchObject({ l: 7, g: 'of old', xx: true });
    await done((tx) => savePoolLabel(tx, { pool: POOL, imposter: false, ...BY }));
    expect(record()).toMatchObject({ g: 'of old' });
    expect(record()).not.toHaveProperty('xx');
    await done((tx) => savePoolLabel(tx, { pool: POOL, group: '', ...BY }));
    expect(record()).not.toHaveProperty('g');
  });
});

test('the flag of a pool is true, or not there', async () => {
  const flag = () => stage.read(`admin_settings/delegator_update/${POOL}`);
  await done((tx) => setDelegatorUpdate(tx, { pool: POOL, value: true, ...BY }));
  expect(flag()).toBe(true);
  await done((tx) => setDelegatorUpdate(tx, { pool: POOL, value: false, ...BY }));
  expect(flag()).toBeNull();
});

describe('the file of portfolios', () => {
  const file = () => stage.object('portfolios.json');
  const sign = () => stage.read('mary_db_sync_status/portfolios');
  const PORTFOLIO = {
    id: 'one',
    name: 'The One',
    description: '',
    pools: [POOL],
    display: true,
    disabled: false,
    adafolio: true,
    created_at: 1_640_000_000,
  };

  test('is there from the first second, with nothing in it', async () => {
    await markNeverDrawn(stage.database.pool, ALWAYS_THERE);
    await stage.drain();
    expect(await file()).toEqual({});
  });

  test('has each by its id, and its sign tells that it changed', async () => {
    await done((tx) => replacePortfolios(tx, { portfolios: [], ...BY }));
    const before = sign();
    await done((tx) => replacePortfolios(tx, { portfolios: [PORTFOLIO], ...BY }));
    expect(await file()).toEqual({ one: PORTFOLIO });
    expect(sign()).toEqual(expect.any(String));
    expect(sign()).not.toBe(before);
    expect(stage.read('portfolios')).toBeNull();
  });
});

test('all of it is drawn again from the truth after Firebase lost it', async () => {
  await tell('web', 'Soon', 'x');
  await done((tx) => setDelegatorUpdate(tx, { pool: POOL, value: true, ...BY }));
  await done((tx) => savePoolLabel(tx, { pool: POOL, group: 'us', ...BY }));
  const before = stage.documents();
  await stage.forgetDocuments();
  await redraw(stage.database.pool, { kinds: ['pool', 'admin_message', 'delegator_update'], evenIfUnchanged: true });
  await stage.drain();
  for (const name of ['stake_pools', 'admin_message', 'admin_settings'])
    expect([name, stage.documents()[name]]).toEqual([name, before[name]]);
});
