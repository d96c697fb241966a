import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { preview } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { serveApi, unreachablePool } from '../served-api.ts';

const served = (parts: Partial<Parameters<typeof serveApi>[0]> = {}) =>
  serveApi({ pool: unreachablePool(), network: preview, ...parts });

const errorOf = (body: string) => JSON.parse(body).error;

describe('what is wrong with a request is told in one shape', () => {
  test.each([
    ['an unknown path', 'GET', '/v1/nothing', 404, 'POOLTOOL_ROUTE_UNKNOWN'],
    ['another method', 'POST', '/v1/epochs', 405, 'POOLTOOL_METHOD_NOT_ALLOWED'],
    ['an epoch that is no number', 'GET', '/v1/epochs/soon', 400, 'POOLTOOL_REQUEST_INVALID'],
    ['an epoch below 0', 'GET', '/v1/epochs/-1', 400, 'POOLTOOL_REQUEST_INVALID'],
    ['an epoch of another world', 'GET', '/v1/epochs/2147483647', 400, 'POOLTOOL_REQUEST_INVALID'],
    ['a parameter nobody knows', 'GET', '/v1/epochs?limt=3', 400, 'POOLTOOL_REQUEST_INVALID'],
    ['a limit beyond the bound', 'GET', '/v1/epochs?limit=1001', 400, 'POOLTOOL_REQUEST_INVALID'],
    ['an invented cursor', 'GET', '/v1/epochs?cursor=abc', 400, 'POOLTOOL_CURSOR_INVALID'],
    ['a pool that is none', 'GET', '/v1/pools/pool1xyz/rewards/5/explain', 400, 'POOLTOOL_POOL_ID_INVALID'],
    ['an account that is none', 'GET', '/v1/accounts/stake1xyz/rewards', 400, 'POOLTOOL_ACCOUNT_INVALID'],
    ['a database that is away', 'GET', '/v1/epochs', 503, 'POOLTOOL_DATABASE_UNREACHABLE'],
  ] as const)('%s', async (_what, method, url, status, code) => {
    const { server } = served();
    const answer = await server.inject({ method, url });
    expect(answer.statusCode).toBe(status);
    expect(errorOf(answer.body)).toMatchObject({
      code,
      message: expect.any(String),
      whatToDo: expect.stringMatching(/\w{3}/),
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers.etag).toBeUndefined();
    expect(answer.headers['x-request-id']).toEqual(expect.any(String));
    expect(answer.body).not.toMatch(/127\.0\.0\.1|ECONN|node_modules|select /);
  });

  test('a fault of the schema names the field and what is expected', async () => {
    const { body } = await served().server.inject('/v1/epochs?limit=0');
    expect(errorOf(body)).toMatchObject({
      message: expect.stringMatching(/querystring\/limit .*>= 1/),
      details: { part: 'querystring', faults: [{ field: '/limit', rule: expect.any(String) }] },
    });
  });

  test('an address of another network is told so', async () => {
    const url = '/v1/accounts/stake1u9ylzsgxaa6xctf4juup682ar3juj85n8tx3hthnljg47zctvm3rc/rewards';
    const { body } = await served().server.inject(url);
    expect(errorOf(body).message).toBe('this is an address of mainnet, and this API is about preview');
  });

  test('a method that a path does not answer is told which it does, whatever the body is', async () => {
    const payload = {
      method: 'PUT',
      url: '/v1/epochs',
      body: 'x',
      headers: { 'content-type': 'text/strange' },
    } as const;
    const { statusCode, headers } = await served().server.inject(payload);
    expect([statusCode, headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  test('what the Accept header does not take is refused with what there is', async () => {
    const { body, statusCode } = await served().server.inject({ url: '/v1/epochs', headers: { accept: 'image/png' } });
    expect(statusCode).toBe(406);
    expect(errorOf(body).message).toBe('this route answers application/json, text/csv');
  });
});

describe('every answer', () => {
  test('has a tag; sent back, it is answered 304 without a body', async () => {
    const { server } = served();
    const first = await server.inject('/openapi.json');
    const etag = String(first.headers.etag);
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    const again = await server.inject({ url: '/openapi.json', headers: { 'if-none-match': `"other", ${etag}` } });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
    expect(again.headers['cache-control']).toBe(first.headers['cache-control']);
    const other = await server.inject({ url: '/openapi.json', headers: { 'if-none-match': 'W/"other"' } });
    expect(other.statusCode).toBe(200);
  });

  test('to HEAD has no body; known, it is a 304 with the length that its 200 has', async () => {
    const { server } = served();
    const ask = (headers: Record<string, string>) => server.inject({ method: 'HEAD', url: '/openapi.json', headers });
    const [fresh, known] = [await ask({}), await ask({ 'if-none-match': '*' })];
    expect([fresh.statusCode, fresh.body]).toEqual([200, '']);
    expect([known.statusCode, known.body]).toEqual([304, '']);
    expect(known.headers['content-length']).toBe(fresh.headers['content-length']);
  });

  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const)('is compressed with %s when it is large, says so, and keeps its tag', async (encoding, unpacked) => {
    const { server } = served();
    const plain = await server.inject('/openapi.json');
    const packed = await server.inject({ url: '/openapi.json', headers: { 'accept-encoding': encoding } });
    expect(packed.headers['content-encoding']).toBe(encoding);
    expect(packed.headers.vary).toContain('accept-encoding');
    expect(Number(packed.headers['content-length'])).toBe(packed.rawPayload.byteLength);
    expect(packed.rawPayload.byteLength).toBeLessThan(plain.rawPayload.byteLength / 3);
    expect(unpacked(packed.rawPayload).toString()).toBe(plain.body);
    expect(packed.headers.etag).toBe(plain.headers.etag);
  });

  test('that is small, or whose asker refuses, goes out as it is', async () => {
    const { server } = served();
    const small = await server.inject({ url: '/v1/nothing', headers: { 'accept-encoding': 'gzip' } });
    const refused = await server.inject({ url: '/openapi.json', headers: { 'accept-encoding': 'gzip;q=0, br;q=0' } });
    expect([small.headers['content-encoding'], refused.headers['content-encoding']]).toEqual([undefined, undefined]);
  });

  test('to HEAD has the headers of GET and no body', async () => {
    const { server } = served();
    const get = await server.inject('/openapi.json');
    const head = await server.inject({ method: 'HEAD', url: '/openapi.json' });
    expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, '', get.headers.etag]);
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS' as const,
    url: '/v1/epochs',
    headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
  });

  test('may all ask, with the headers the website and the app send', async () => {
    const { server } = served();
    const { statusCode, headers } = await server.inject(preflight('https://pooltool.io'));
    expect(statusCode).toBe(204);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-allow-headers']).toMatch(/authorization.*content-type.*x-api-key/);
    expect(headers['access-control-allow-methods']).toMatch(/GET.*POST.*PUT.*DELETE/);
    const answer = await server.inject({ url: '/v1/nothing', headers: { origin: 'https://pooltool.io' } });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['access-control-expose-headers']).toMatch(/etag.*link.*ratelimit/);
  });

  test('may ask when they are named, and others may not', async () => {
    const { server } = served({ origins: ['https://pooltool.io'] });
    const ours = await server.inject(preflight('https://pooltool.io'));
    const theirs = await server.inject(preflight('https://evil.example'));
    expect(ours.headers['access-control-allow-origin']).toBe('https://pooltool.io');
    expect(theirs.headers['access-control-allow-origin']).toBeUndefined();
    const answer = await server.inject({ url: '/openapi.json', headers: { origin: 'https://evil.example' } });
    expect(answer.headers.vary).toBe('origin, accept, accept-encoding');
  });
});

describe('whoever asks too much', () => {
  const ask = (from: string, through = '127.0.0.1') => ({
    url: '/openapi.json',
    remoteAddress: through,
    headers: { 'x-forwarded-for': from },
  });

  test('is told so, and how long to wait; others are answered', async () => {
    const { server, clock } = served({ allowance: { perSecond: 1, burst: 2 } });
    const first = await server.inject(ask('203.0.113.5'));
    expect([first.statusCode, first.headers.ratelimit, first.headers['ratelimit-policy']]).toEqual([
      200,
      '"address";r=1;t=1',
      '"address";q=2;w=2',
    ]);
    await server.inject(ask('203.0.113.5'));
    const third = await server.inject(ask('203.0.113.5'));
    expect([third.statusCode, third.headers['retry-after'], errorOf(third.body).code]).toEqual([
      429,
      '1',
      'POOLTOOL_TOO_MANY_REQUESTS',
    ]);
    expect((await server.inject(ask('203.0.113.6'))).statusCode).toBe(200);
    await clock.advance(1_000);
    expect((await server.inject(ask('203.0.113.5'))).statusCode).toBe(200);
  });

  test('cannot speak for others unless it is our proxy', async () => {
    const { server } = served({ allowance: { perSecond: 1, burst: 1 } });
    expect((await server.inject(ask('203.0.113.1', '198.51.100.7'))).statusCode).toBe(200);
    expect((await server.inject(ask('203.0.113.2', '198.51.100.7'))).statusCode).toBe(429);
    // What a caller wrote into the header before our proxy did stays without effect.
    expect((await server.inject(ask('1.1.1.1, 203.0.113.9'))).statusCode).toBe(200);
    expect((await server.inject(ask('2.2.2.2, 203.0.113.9'))).statusCode).toBe(429);
  });

  test('is not the supervisor: /health is always answered', async () => {
    const { server } = served({ allowance: { perSecond: 1, burst: 1 } });
    const codes = [];
    for (let asked = 0; asked < 5; asked += 1) codes.push((await server.inject('/health')).statusCode);
    expect(codes).toEqual([200, 200, 200, 200, 200]);
  });
});
