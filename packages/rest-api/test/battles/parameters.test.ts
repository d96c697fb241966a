import { preview } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { expect, test } from 'vitest';
import { cursorAt } from '../../src/conventions/cursor.ts';
import { serveApi, unreachablePool } from '../served-api.ts';

const POOL = `/v1/pools/${testPoolId(7)}`;
const HASH = 'ab'.repeat(32);

test.each([
  ['a hash that is too short', `/v1/blocks/${HASH.slice(1)}/delays`, 'POOLTOOL_REQUEST_INVALID'],
  ['a hash that is no hex', `/v1/blocks/${'g'.repeat(64)}/delays.csv`, 'POOLTOOL_REQUEST_INVALID'],
  ['delays of no pool', '/v1/pools/pool1xyz/delays?side=producer', 'POOLTOOL_POOL_ID_INVALID'],
  ['delays of neither side', `${POOL}/delays`, 'POOLTOOL_REQUEST_INVALID'],
  ['delays of both sides', `${POOL}/delays?side=both`, 'POOLTOOL_REQUEST_INVALID'],
  ['a height below the first', `${POOL}/delays?side=producer&from=-1`, 'POOLTOOL_REQUEST_INVALID'],
  ['a page that is too long', `${POOL}/delays?side=receiver&limit=251`, 'POOLTOOL_REQUEST_INVALID'],
  [
    'a cursor of the other side',
    `${POOL}/delays?side=receiver&cursor=${cursorAt('produced-delays', [5])}`,
    'POOLTOOL_CURSOR_INVALID',
  ],
  [
    'a cursor below the first height',
    `${POOL}/delays?side=receiver&cursor=${cursorAt('heard-delays', [-1])}`,
    'POOLTOOL_CURSOR_INVALID',
  ],
  ['propagation of no pool', '/v1/pools/7/propagation', 'POOLTOOL_POOL_ID_INVALID'],
  ['propagation of no epoch', `${POOL}/propagation?epoch=now`, 'POOLTOOL_REQUEST_INVALID'],
  ['battles of no pool', '/v1/pools/7/battles', 'POOLTOOL_POOL_ID_INVALID'],
  ['an outcome that there is not', `${POOL}/battles?outcome=drawn`, 'POOLTOOL_REQUEST_INVALID'],
  ['a kind that there is not', `${POOL}/battles?kind=fork`, 'POOLTOOL_REQUEST_INVALID'],
  [
    'a cursor with a hash that is none',
    `${POOL}/battles?cursor=${cursorAt('pool-battles', [5, 'x'])}`,
    'POOLTOOL_CURSOR_INVALID',
  ],
  [
    'a cursor beyond every height',
    `/v1/epochs/5/orphans?cursor=${cursorAt('epoch-orphans', [1e9, HASH])}`,
    'POOLTOOL_CURSOR_INVALID',
  ],
  ['orphans of no epoch', '/v1/epochs/-1/orphans', 'POOLTOOL_REQUEST_INVALID'],
  ['a height beyond every height', '/v1/heights/1000000000/contest', 'POOLTOOL_REQUEST_INVALID'],
  ['what is not asked for here', '/v1/battles/statistics?epoch=5', 'POOLTOOL_REQUEST_INVALID'],
  ['a page of what has none', '/v1/network/sync?limit=5', 'POOLTOOL_REQUEST_INVALID'],
])('%s is refused before anything is read', async (_what, url, code) => {
  const answer = await serveApi({ pool: unreachablePool(), network: preview }).server.inject(url);
  const { error } = JSON.parse(answer.body);
  expect([answer.statusCode, error.code, error.whatToDo !== '']).toEqual([400, code, true]);
});

test('a cursor is taken by its own side', async () => {
  const url = `${POOL}/delays?side=receiver&cursor=${cursorAt('heard-delays', [0])}`;
  const answer = await serveApi({ pool: unreachablePool(), network: preview }).server.inject(url);
  expect(JSON.parse(answer.body).error.code).toBe('POOLTOOL_DATABASE_UNREACHABLE');
});
