import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demandCurrentSchema, migrate, schemaIsCurrent, schemaState } from '../src/migrate.ts';

let one: TestDatabase;
let other: TestDatabase;

beforeAll(async () => {
  [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
});

test('two tests have two databases', async () => {
  await one.pool.query('create table mine (id int8)');
  const { rows } = await other.pool.query(`select to_regclass('mine') as mine`);
  expect(rows).toEqual([{ mine: null }]);
});

test('a cloned database has the schema of this version, job tables included', async () => {
  const state = await schemaState(one.pool);
  expect(state).toMatchObject({ missing: [], unknown: [] });
  expect(state.jobs.version).toBe(state.jobs.wanted);
  expect(await schemaIsCurrent(one.pool)).toBe(true);
  await demandCurrentSchema(one.pool);
});

test('migrating again, by two processes at once, finds nothing to do', async () => {
  const twice = await Promise.all([migrate(one.url), migrate(one.url)]);
  expect(twice).toEqual([{ applied: [] }, { applied: [] }]);
});

test('two processes that migrate an empty database apply every file once', async () => {
  const empty = `empty_${process.pid}`;
  await one.pool.query(`create database ${empty} template template0`);
  const url = new URL(one.url);
  url.pathname = `/${empty}`;
  const applied = (await Promise.all([migrate(url.href), migrate(url.href)])).flatMap((run) => run.applied);
  expect(applied[0]).toBe('0001_chain');
  expect(new Set(applied).size).toBe(applied.length);
  await one.pool.query(`drop database ${empty} with (force)`);
});

test('a daemon refuses an older database, and says what to run', async () => {
  await other.pool.query(`delete from schema_migrations where name = '0001_chain'`);
  await expect(demandCurrentSchema(other.pool)).rejects.toMatchObject({
    code: 'POOLTOOL_SCHEMA_NOT_CURRENT',
    disposition: 'halt',
    message: expect.stringMatching(/lacks 0001_chain\. Run: npx pooltool migrate/),
  });
  await other.pool.query(`insert into schema_migrations (name, run_on) values ('0001_chain', now())`);
});

test('a daemon refuses a newer database', async () => {
  await other.pool.query(`insert into schema_migrations (name, run_on) values ('9999_tomorrow', now())`);
  await expect(demandCurrentSchema(other.pool)).rejects.toThrow(
    /newer than this version of PoolTool: it has 9999_tomorrow/,
  );
  expect(await schemaIsCurrent(other.pool)).toBe(false);
});

test('a daemon refuses job tables of another version', async () => {
  await one.pool.query(`update pgboss.version set version = version - 1`);
  await expect(demandCurrentSchema(one.pool)).rejects.toThrow(/job tables have version/);
  await one.pool.query(`update pgboss.version set version = version + 1`);
});
