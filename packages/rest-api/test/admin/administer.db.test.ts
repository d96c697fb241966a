import { adminMessage, poolLabels } from '@pooltool/store/admin';
import { poolListVersion } from '@pooltool/store/website';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accountRoutes } from '../../src/accounts/account-routes.ts';
import { PASSWORD } from '../accounts/accounts-stage.ts';
import { type AdminStage, adminStage, NO_POOL, POOL } from './admin-stage.ts';

let stage: AdminStage;
beforeAll(async () => {
  stage = await adminStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.database.pool.query(`truncate pool_label, admin_message, delegator_update, document_mark`);
});

const marked = async () =>
  (
    await stage.database.pool.query<{ mark: string }>(
      `select kind || ' ' || subject as mark from document_mark order by 1`,
    )
  ).rows.map(({ mark }) => mark);
const as = (who: 'admin' | 'groupAdmin' | 'somebody', method: 'GET' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  stage.ask(method, path, { token: stage[who].token, ...(body === undefined ? {} : { body }) });

describe("a pool's label", () => {
  const put = (who: 'admin' | 'groupAdmin' | 'somebody', body: unknown, pool: string = POOL) =>
    as(who, 'PUT', `/api/pool/${pool}/update`, body);
  const label = async () => (await poolLabels(stage.database.pool, [POOL])).get(POOL);

  test('is given, kept as an act, and has the pool drawn and the list of pools read anew', async () => {
    const before = await poolListVersion(stage.database.pool);
    expect(await put('admin', { g: '  Some Group ' })).toMatchObject({ status: 200, json: { success: true } });
    expect(await put('admin', { xx: true })).toMatchObject({ status: 200 });
    expect(await label()).toEqual({ group: 'Some Group', imposter: true });
    expect(await marked()).toEqual([`pool ${POOL}`]);
    expect(await poolListVersion(stage.database.pool)).not.toBe(before);
    expect(await stage.acts(2)).toEqual([
      {
        user: stage.admin.user,
        deed: 'pool-label',
        subject: POOL,
        before: { group: 'Some Group', imposter: null },
        after: { group: 'Some Group', imposter: true },
      },
      {
        user: stage.admin.user,
        deed: 'pool-label',
        subject: POOL,
        before: { group: null, imposter: null },
        after: { group: 'Some Group', imposter: null },
      },
    ]);
  });

  test('that says what it says already changes nothing, and is no act', async () => {
    await put('admin', { g: 'one' });
    const [version, acts] = [await poolListVersion(stage.database.pool), await stage.acts()];
    await put('admin', { g: 'one' });
    expect([await poolListVersion(stage.database.pool), await stage.acts()]).toEqual([version, acts]);
  });

  test('is for group administrators as far as it is the group', async () => {
    expect(await put('groupAdmin', { g: 'mine' })).toMatchObject({ status: 200 });
    expect(await put('groupAdmin', { xx: true })).toMatchObject({ status: 403 });
    expect(await put('groupAdmin', { g: 'yours', xx: false })).toMatchObject({ status: 403 });
    expect(await put('somebody', { g: 'hers' })).toMatchObject({
      status: 403,
      json: { error: { code: 'POOLTOOL_NOT_ADMINISTRATOR' }, detail: 'this is for administrators' },
    });
    expect(await label()).toEqual({ group: 'mine', imposter: null });
  });

  test('is on the pool’s page and in the list, which is another one from the next look on', async () => {
    const listed = async () => {
      const { text } = await stage.ask('GET', '/api/pools');
      const list: { pool_id: string; group_name: string; imposter: boolean }[] = JSON.parse(text);
      const one = list.find(({ pool_id: id }) => id === POOL);
      return [one?.group_name, one?.imposter];
    };
    expect(await listed()).toEqual(['', false]);
    await put('admin', { g: 'us', xx: true });
    await stage.clock.advance(1_001);
    expect(await listed()).toEqual(['us', true]);
    const page = await stage.ask('GET', `/api/pool/${POOL}`);
    expect(page.json).toMatchObject({ pool: { group_name: 'us', imposter: true } });
  });

  test('is taken back by an empty or no text', async () => {
    await put('admin', { g: 'one', xx: true });
    await put('admin', { g: null, xx: null });
    expect(await label()).toEqual({ group: '', imposter: false });
  });

  test.each([
    ['nothing', {}, 400],
    ['something else', { name: 'x' }, 400],
    ['a group of 101 characters', { g: 'x'.repeat(101) }, 400],
    ['no body', undefined, 400],
  ])('is refused for %s', async (_what, body, status) => {
    expect(await put('admin', body)).toMatchObject({ status });
    expect(await label()).toBeUndefined();
  });

  test('takes what no database likes: half characters and NUL', async () => {
    expect(await put('admin', { g: 'a\0b\ud800' })).toMatchObject({ status: 200 });
    expect(await label()).toMatchObject({ group: 'ab\ufffd' });
  });

  test('of a pool that nobody heard of is refused, and so is what is no pool', async () => {
    expect(await put('admin', { g: 'x' }, NO_POOL)).toMatchObject({ status: 404 });
    expect(await put('admin', { g: 'x' }, 'undefined')).toMatchObject({ status: 404 });
    expect(await put('admin', { g: 'x' }, 'xyz')).toMatchObject({ status: 400 });
  });

  test('that many give at once counts each', async () => {
    const version = async () => Number((await stage.row(`select sum(changes) as changes from pool_label`)).changes);
    const groups = Array.from({ length: 8 }, (_, number) => `group ${number}`);
    const answers = await Promise.all(groups.map((g) => put('admin', { g })));
    expect(answers.map(({ status }) => status)).toEqual(groups.map(() => 200));
    expect(await version()).toBe(8);
  });
});

describe('a message to everybody', () => {
  test.each([
    ['web', '/api/admin_message/web'],
    ['app', '/api/admin_message'],
  ] as const)('on the %s is shown until it is taken away', async (kind, path) => {
    expect(await as('admin', 'PUT', path, { title: 'Soon', message: '<b>down</b>' })).toMatchObject({ status: 200 });
    expect(await adminMessage(stage.database.pool, kind)).toEqual({ title: 'Soon', message: '<b>down</b>' });
    expect(await adminMessage(stage.database.pool, kind === 'web' ? 'app' : 'web')).toEqual({ title: '', message: '' });
    expect(await marked()).toEqual(['admin_message ']);
    expect(await as('admin', 'PUT', path, { title: '', message: '' })).toMatchObject({ status: 200 });
    expect(await adminMessage(stage.database.pool, kind)).toEqual({ title: '', message: '' });
    expect(await stage.acts()).toEqual([
      {
        user: stage.admin.user,
        deed: 'admin-message',
        subject: kind,
        before: { title: 'Soon', message: '<b>down</b>' },
        after: { title: '', message: '' },
      },
    ]);
  });

  test('is no group administrator’s, and has both texts', async () => {
    const path = '/api/admin_message/web';
    expect(await as('groupAdmin', 'PUT', path, { title: 'x', message: 'y' })).toMatchObject({ status: 403 });
    expect(await as('admin', 'PUT', path, { title: 'x' })).toMatchObject({ status: 400 });
    expect(await as('admin', 'PUT', path, { title: 'x', message: 'y'.repeat(4_001) })).toMatchObject({ status: 400 });
    expect(await adminMessage(stage.database.pool, 'web')).toEqual({ title: '', message: '' });
  });
});

describe('the flag of a pool whose delegators are to be looked at', () => {
  const path = `/api/admin/delegator_update/${POOL}`;
  const flag = async () => (await as('admin', 'GET', path)).json['.value'];

  test('is read as the page reads it: null, true, null', async () => {
    expect(await flag()).toBeNull();
    expect(await as('admin', 'PUT', path, { value: true })).toMatchObject({ status: 200 });
    expect(await flag()).toBe(true);
    expect(await marked()).toEqual([`delegator_update ${POOL}`]);
    expect(await as('admin', 'DELETE', path)).toMatchObject({ status: 200 });
    expect(await flag()).toBeNull();
    expect(await stage.acts()).toEqual([
      {
        user: stage.admin.user,
        deed: 'delegator-update',
        subject: POOL,
        before: { value: true },
        after: { value: false },
      },
    ]);
  });

  test('that is not there is taken away without an act', async () => {
    const before = await stage.acts();
    expect(await as('admin', 'DELETE', path)).toMatchObject({ status: 200 });
    expect(await stage.acts()).toEqual(before);
  });
});

describe("a pool's note", () => {
  const put = (who: 'admin' | 'somebody', note: string) =>
    as(who, 'PUT', `/api/pool/${POOL}/stats`, { public_note: note });
  const shown = async () => (await stage.row(`select note from pool_note`))?.note ?? null;

  test('is its operator’s and an administrator’s, whose act is kept', async () => {
    expect(await put('somebody', 'mine')).toMatchObject({ status: 403 });
    expect(await shown()).toBeNull();
    await stage.database.pool.query(
      `insert into operator_pool (user_id, pool_id, created_at) values ($1, decode($2, 'hex'), now())`,
      [stage.somebody.user, POOL],
    );
    expect(await put('somebody', 'mine <script>alert(1)</script>')).toMatchObject({ status: 200 });
    expect(await shown()).not.toMatch(/script/);
    const acts = await stage.acts();
    expect(await put('admin', 'ours')).toMatchObject({ status: 200 });
    expect(await shown()).toBe('ours');
    expect(await stage.acts()).toEqual([
      expect.objectContaining({ user: stage.admin.user, deed: 'pool-note', subject: POOL, after: { note: 'ours' } }),
    ]);
    expect(await stage.acts(2)).toEqual([expect.anything(), ...acts]);
  });

  test('is an administrator’s act by the programs’ route too, and of no pool that nobody heard of', async () => {
    const write = (pool: string) => as('admin', 'PUT', `/v1/operator/pools/${pool}/note`, { note: 'by a program' });
    expect(await write(POOL)).toMatchObject({ status: 200, json: { note: 'by a program' } });
    expect(await stage.acts()).toEqual([
      expect.objectContaining({ user: stage.admin.user, deed: 'pool-note', after: { note: 'by a program' } }),
    ]);
    expect(await write(NO_POOL)).toMatchObject({ status: 404 });
    expect(await stage.row('select count(*)::int as notes from pool_note')).toEqual({ notes: 1 });
  });
});

describe('authority that is taken in the middle', () => {
  test('does not help with the next request, the token being as good as before', async () => {
    const { token } = stage.groupAdmin;
    const asked = () => stage.ask('GET', '/api/admin/verifications', { token });
    expect(await asked()).toMatchObject({ status: 403 });
    await stage.grant(stage.groupAdmin, 'administrator');
    expect(await asked()).toMatchObject({ status: 200 });
    await stage.grant(stage.groupAdmin, 'groupadmin');
    expect(await asked()).toMatchObject({ status: 403 });
    expect(await stage.ask('GET', `/api/user/${stage.groupAdmin.user}`, { token })).toMatchObject({ status: 200 });
  });
});

describe('every route of administrators', () => {
  const BODIES: Readonly<Record<string, unknown>> = {
    labelPool: { g: 'x' },
    wantDelegatorUpdate: { value: true },
    tellWebsite: { title: 'x', message: 'x' },
    tellApp: { title: 'x', message: 'x' },
    changeAuthority: { authority: 'administrator' },
  };

  test.each(['somebody', 'groupAdmin'] as const)('is refused to %s, and nothing is done', async (who) => {
    const acts = await stage.acts();
    const routes = accountRoutes(stage.parts).filter(({ access }) => access === 'administrator');
    expect(routes.length).toBeGreaterThan(10);
    for (const { method, path, operationId } of routes) {
      const url = path
        .replace(':uid', stage.somebody.user)
        .replace(':pool', POOL)
        .replace(':id', stage.somebody.user)
        .replace(':key', stage.somebody.key)
        .replace(/lookup$/, `lookup?stake_key=${stage.somebody.key}`);
      const answer = await stage.ask(method, url, { token: stage[who].token, body: BODIES[operationId] });
      expect([operationId, answer.status, answer.json['error']]).toEqual([
        operationId,
        403,
        expect.objectContaining({ code: 'POOLTOOL_NOT_ADMINISTRATOR' }),
      ]);
    }
    expect(await stage.acts()).toEqual(acts);
    expect(
      await stage.ask('POST', '/auth/login', { body: { stake_key: stage.somebody.key, password: PASSWORD } }),
    ).toMatchObject({
      status: 200,
    });
  });
});
