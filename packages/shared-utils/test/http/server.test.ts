import { manualClock } from '@pooltool/shared-utils/clock';
import { describe, expect, test, vi } from 'vitest';
import { serverWith } from './served.ts';

describe('a request that is right', () => {
  test('is answered, with every digit in both directions', async () => {
    const { post } = serverWith();
    const answer = await post('{"slot": 5, "lovelace": 18446744073709551615}');
    expect(answer).toMatchObject({ status: 200, body: '{"heard":{"slot":5,"lovelace":18446744073709551615}}' });
  });

  test('has its path and query turned into what the schema says', async () => {
    expect((await serverWith().get('/pools/41')).body).toBe('{"next":42}');
  });

  test('keeps a modest id it came with, and gets one otherwise', async () => {
    const { get } = serverWith();
    expect((await get('/health', { 'x-request-id': 'abc-1' })).headers).toMatchObject({ 'x-request-id': 'abc-1' });
    for (const odd of ['a b', 'x'.repeat(65), '{"a":1}']) {
      expect((await get('/health', { 'x-request-id': odd })).headers).toMatchObject({
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
  });
});

describe('a request that is wrong', () => {
  test.each([
    ['{"slot": "5"}', [{ field: '/slot', rule: 'must be integer' }]],
    ['{"slot": null}', [{ field: '/slot', rule: 'must be integer' }]],
    ['{"slot": -1}', [{ field: '/slot', rule: 'must be >= 0' }]],
    ['{"slot": 9007199254740993}', [{ field: '/slot', rule: 'must be integer' }]],
    ['{}', [{ field: '/slot', rule: 'is missing' }]],
    ['{"slot": 1, "solt": 2}', [{ field: '/solt', rule: 'is not known here' }]],
    ['[]', [{ field: '', rule: 'must be object' }]],
  ])('%s is answered 400 with the field and the rule', async (payload, faults) => {
    const { status, body } = await serverWith().post(payload);
    expect(status).toBe(400);
    const { error } = JSON.parse(body);
    expect(error).toMatchObject({ code: 'POOLTOOL_REQUEST_INVALID', details: { part: 'body' } });
    expect(error.details.faults).toEqual(expect.arrayContaining(faults));
    expect(error.message).toContain(`body${faults[0]?.field} ${faults[0]?.rule}`);
  });

  test.each([
    ['not JSON', '{"slot"', 'application/json', 400, 'POOLTOOL_JSON_INVALID'],
    ['empty', '', 'application/json', 400, 'POOLTOOL_JSON_INVALID'],
    ['too deep', '['.repeat(600), 'application/json', 413, 'POOLTOOL_JSON_TOO_LARGE'],
    ['too large', `"${'x'.repeat(1_000)}"`, 'application/json', 413, 'POOLTOOL_BODY_TOO_LARGE'],
    ['of another type', 'slot=5', 'application/x-www-form-urlencoded', 415, 'POOLTOOL_MEDIA_TYPE_UNSUPPORTED'],
  ])('a body that is %s is answered in the same shape', async (_what, payload, type, status, code) => {
    const answer = await serverWith().post(payload, type);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({
      error: { code, message: expect.any(String), whatToDo: expect.any(String) },
    });
  });

  test('a path that does not fit, an unknown route and an unreadable address too', async () => {
    const { get } = serverWith();
    const codes = await Promise.all(['/pools/x', '/nowhere?key=hunter22', '/pools/%E0%A4%A'].map((url) => get(url)));
    expect(codes.map(({ status, body }) => [status, JSON.parse(body).error.code])).toEqual([
      [400, 'POOLTOOL_REQUEST_INVALID'],
      [404, 'POOLTOOL_ROUTE_UNKNOWN'],
      [400, 'POOLTOOL_REQUEST_INVALID'],
    ]);
    expect(codes[1]?.body).not.toContain('hunter22');
  });
});

describe('a route that throws', () => {
  test('a declared error is answered with its status, code, message and details', async () => {
    const { get } = serverWith();
    expect(await get('/fails/reject')).toMatchObject({
      status: 422,
      body: '{"error":{"code":"POOLTOOL_TIP","message":"the tip is old","whatToDo":"change the request as the message says","details":{"slot":7,"paid":1152921504606846976}}}',
    });
    expect(await get('/fails/retry')).toMatchObject({
      status: 503,
      body: '{"error":{"code":"POOLTOOL_FEED","message":"the parent is not known yet","whatToDo":"wait a moment, then send the same request again","details":{"slot":8}}}',
    });
  });

  test('of what stands behind us, callers hear that it is down and not where it stands', async () => {
    const { get, log } = serverWith();
    expect(await get('/fails/behind')).toMatchObject({
      status: 503,
      body: '{"error":{"code":"POOLTOOL_DATABASE_UNREACHABLE","message":"PostgreSQL cannot be reached or closed the connection","whatToDo":"wait a moment, then send the same request again"}}',
    });
    expect(log.of('request.failed')).toMatchObject([{ error: { message: 'connect ECONNREFUSED 10.1.2.3:5432' } }]);
  });

  test('an unexpected one is answered 500 without what is inside, and logged with it', async () => {
    const { get, log } = serverWith();
    const { status, body } = await get('/fails/bug', { 'x-request-id': 'r1' });
    expect(status).toBe(500);
    expect(body).toBe(
      '{"error":{"code":"POOLTOOL_UNEXPECTED","message":"the server failed; the log tells why under the request id","whatToDo":"try again later; if it goes on, tell the operator the x-request-id of this answer"}}',
    );
    expect(log.of('request.failed')).toMatchObject([
      { requestId: 'r1', route: '/fails/:how', error: { message: 'cannot read /secret/path' } },
    ]);
  });
});

describe('for the operator', () => {
  test('/health answers while the process lives', async () => {
    expect(await serverWith().get('/health')).toMatchObject({ status: 200, body: '{"alive":true}' });
  });

  test('/ready names each check with its state, and is 503 when one fails', async () => {
    let ok = true;
    const { get } = serverWith({ ready: async () => ({ database: { ok: true }, feed: { ok, says: 'at height 5' } }) });
    expect((await get('/ready')).status).toBe(200);
    ok = false;
    expect(await get('/ready')).toMatchObject({
      status: 503,
      body: '{"ready":false,"checks":{"database":{"ok":true},"feed":{"ok":false,"says":"at height 5"}}}',
    });
  });

  test('/ready is 503 when the daemon cannot tell, or not in time', async () => {
    const broken = serverWith({ ready: () => Promise.reject(new TypeError('postgres://secret')) });
    expect(await broken.get('/ready')).toMatchObject({ status: 503, body: expect.not.stringContaining('secret') });
    const clock = manualClock();
    const { get } = serverWith({ clock, ready: () => new Promise(() => {}) });
    const asked = get('/ready');
    await vi.waitFor(() => expect(clock.waiting()).toBe(1));
    await clock.advance(5_000);
    expect(await asked).toMatchObject({ status: 503, body: expect.stringContaining('no answer in 5000 ms') });
  });

  test('/metrics counts requests by route, and the log tells which were refused', async () => {
    const { get, post, log } = serverWith();
    await get('/pools/1');
    await get('/pools/2?key=hunter22');
    await post('{}');
    const { body } = await get('/metrics');
    expect(body).toContain(
      'pooltool_http_request_seconds_count{daemon="test",method="GET",route="/pools/:page",status="200"} 2',
    );
    expect(body).toContain(
      'pooltool_http_request_seconds_count{daemon="test",method="POST",route="/tips",status="400"} 1',
    );
    expect(log.entries.filter(({ level }) => level === 'info').map(({ fields }) => fields)).toMatchObject([
      { method: 'POST', route: '/tips', status: 400, ms: expect.any(Number) },
    ]);
    expect(JSON.stringify(log.entries)).not.toContain('hunter22');
  });
});

test("a parameter may be as long as a wallet's address, and not as long as anybody likes", async () => {
  const { server } = serverWith();
  server.get('/of/:address', async () => ({ known: true }));
  const statusOf = async (length: number) => (await server.inject(`/of/${'a'.repeat(length)}`)).statusCode;
  expect([await statusOf(103), await statusOf(600), await statusOf(601)]).toEqual([200, 200, 400]);
});
