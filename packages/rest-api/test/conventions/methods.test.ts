import { preview } from '@pooltool/domain';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../../src/accounts/account-route.ts';
import { serveApi, unreachablePool } from '../served-api.ts';

const DONE = { schema: Type.Object({}), example: {} };
const one = (method: AccountRoute['method'], path: `/${string}`, params = Type.Object({})) =>
  accountRoute({
    method,
    path,
    params,
    operationId: `${method} ${path}`,
    access: 'anybody',
    summary: '',
    query: NO_FIELDS,
    body: NO_BODY,
    answer: DONE,
    errors: [],
    handle: async () => ({}),
  });
const OF_ANY = Type.Object({ any: Type.String() });
const OF_OTHER = Type.Object({ other: Type.String() });

const served = () =>
  serveApi({
    pool: unreachablePool(),
    network: preview,
    accounts: [
      one('POST', '/auth/only_post'),
      one('GET', '/api/thing/:any', OF_ANY),
      one('PUT', '/api/thing/:other', OF_OTHER),
      one('DELETE', '/api/thing/:any/part'),
    ],
  }).server;

const PATHS = [
  ['/v1/epochs', 'GET, HEAD, OPTIONS'],
  ['/v1/epochs.csv', 'GET, HEAD, OPTIONS'],
  ['/api/pools', 'GET, HEAD, OPTIONS'],
  ['/docs', 'GET, HEAD, OPTIONS'],
  ['/auth/only_post', 'POST, OPTIONS'],
  ['/api/thing/5', 'GET, HEAD, PUT, OPTIONS'],
  ['/api/thing/5/part', 'DELETE, OPTIONS'],
  ['/v0/sendslots', 'POST, OPTIONS'],
] as const;

test('a path answers 405 for each method it has not, whatever the body is, and says which it has', async () => {
  const server = served();
  for (const [url, allow] of PATHS) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      if (allow.split(', ').includes(method)) continue;
      const body = method === 'GET' || method === 'HEAD' ? {} : { payload: '{' };
      const answer = await server.inject({ method, url, ...body, headers: { 'content-type': 'text/strange' } });
      expect([method, url, answer.statusCode, answer.headers.allow]).toEqual([method, url, 405, allow]);
    }
  }
});

test('a path tells whoever asks which methods it has', async () => {
  const server = served();
  for (const [url, allow] of PATHS) {
    const { statusCode, headers } = await server.inject({ method: 'OPTIONS', url });
    expect([url, statusCode, headers.allow]).toEqual([url, 204, allow]);
  }
});

test('pages of any origin may ask every path with what the website and the app send', async () => {
  const server = served();
  for (const [url] of [...PATHS, ['/api/nothing'] as const]) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const { statusCode, headers, body } = await server.inject({
        method: 'OPTIONS',
        url,
        headers: {
          origin: 'https://pooltool.io',
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type,x-api-key',
        },
      });
      expect([url, statusCode, body, headers['access-control-allow-origin']]).toEqual([url, 204, '', '*']);
      expect(headers['access-control-allow-methods']).toMatch(/GET.*POST.*PUT.*DELETE/);
      for (const name of ['authorization', 'content-type', 'x-api-key'])
        expect(headers['access-control-allow-headers']).toContain(name);
    }
  }
});

test('a path that is not there stays one that is not there', async () => {
  const { statusCode } = await served().inject({ method: 'POST', url: '/api/nothing' });
  expect(statusCode).toBe(404);
});
