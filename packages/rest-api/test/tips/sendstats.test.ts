import { isInFuture, preview } from '@pooltool/domain';
import { encodePoolId } from '@pooltool/shared-utils/crypto';
import { describe, expect, test } from 'vitest';
import { DATA, KEY, NOW, OF_MANY, POOL, REVOKED, reportOf, SLOT, startReporting } from './reporting.ts';

const said = (message: RegExp) => ({ success: false, dev: true, message: expect.stringMatching(message) });

describe('a report', () => {
  test.each([
    ['no content type', {}],
    ['text/plain', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['a form, as curl says of itself', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a content type that is none', { 'content-type': 'Accept: application/json' }],
    ['an Accept header that is none', { accept: 'Accept: application/json' }],
    ['an Accept header that takes pictures only', { accept: 'image/png' }],
  ])('is taken with %s, byte for byte as senders expect', async (_what, headers) => {
    const { server, kept } = startReporting();
    const answer = await server.inject({ method: 'POST', url: '/v0/sendstats', headers, payload: reportOf(DATA) });
    expect([answer.statusCode, answer.body]).toEqual([200, '{"success":true,"message":null}']);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(kept).toHaveLength(1);
  });

  test.each([
    ['a pool id in upper case', { poolId: POOL.toUpperCase() }],
    ['a pool id in bech32', { poolId: encodePoolId(POOL) }],
    ['a placeholder for the pool id, where the key speaks for one pool', { poolId: '<your pool id>' }],
    ['no pool id', { poolId: undefined }],
    ['a key with a line break behind it', { apiKey: `${KEY}\r\n` }],
    ['a key in upper case', { apiKey: KEY.toUpperCase() }],
    ['fields nobody knows', { extra: { deep: [1] }, __proto__: { polluted: true } }],
  ])('is taken with %s', async (_what, more) => {
    const { send, kept } = startReporting();
    const { status, answer } = await send(reportOf(DATA, more));
    expect([status, answer, kept[0]?.reporter.pool]).toEqual([200, { success: true, message: null }, POOL]);
  });

  test.each([
    ['no time', { at: undefined }, { at: null }],
    ['a time that is none', { at: 'soon' }, { at: null }],
    ['the word null for a time', { at: 'null' }, { at: null }],
    ['nine digits of a second and an offset', { at: '2026-01-02T00:59:59.612345678+01:00' }, { at: NOW - 388 }],
    ['blanks around numbers', { blockNo: ' 77 ', slotNo: `${SLOT}` }, { height: 77, slot: SLOT }],
    ['a hash in upper case', { blockHash: 'AB'.repeat(32) }, { hash: 'ab'.repeat(32) }],
    ['a parent that is none', { parentHash: 'null' }, { parent: null }],
    [
      'a proof of the wrong size',
      { blockVrf: '00'.repeat(64), blockVrfProof: '00'.repeat(79), leaderVrf: '00'.repeat(32) },
      { election: null },
    ],
    [
      'line breaks in its version',
      { version: '10.1.4\r\n:1f', platform: ' \u0007x ' },
      { version: '10.1.4 :1f', platform: 'x' },
    ],
    ['a version that turns the direction of writing', { version: '10.1\u202e.4' }, { version: '10.1 .4' }],
    ['a version without end', { version: 'v'.repeat(9_000) }, { version: 'v'.repeat(64) }],
    ['half a character in its platform', { platform: '\ud83d' }, { platform: '\ufffd' }],
    ['a major version only', { protocolMajorVersion: '10' }, { protocol: { major: 10, minor: 0 } }],
    ['a node name', { nodeId: ' relay-2\n' }, { reporter: { pool: POOL, node: 'relay-2' } }],
    ['the arrival by our clock', {}, { receivedAt: NOW }],
  ])('with %s is kept with what can be read', async (_what, data, expected) => {
    const { send, kept } = startReporting();
    expect(await send(reportOf({ ...DATA, ...data }))).toMatchObject({ status: 200 });
    expect(kept).toMatchObject([expected]);
  });

  test.each([
    ['no body', undefined, 400, /no body.*second, empty request/],
    ['an empty body', '', 400, /no body/],
    ['what is not JSON', 'blockNo=5', 400, /not JSON/],
    ['a list', '[]', 400, /no object/],
    ['no key', JSON.stringify({ poolId: POOL, data: DATA }), 401, /apiKey is missing/],
    ['an unknown key', reportOf(DATA, { apiKey: 'ptk_unknown' }), 401, /^Unknown API ID.*valid at once/],
    ['a revoked key', reportOf(DATA, { apiKey: REVOKED }), 403, /revoked; make a new one/],
    ['another pool', reportOf(DATA, { poolId: 'cc'.repeat(28) }), 403, /known, but not for pool "cccc/],
    [
      'no pool where the key speaks for several',
      reportOf(DATA, { apiKey: OF_MANY, poolId: 'x' }),
      403,
      /speaks for 2 pools; name/,
    ],
    ['no data', reportOf({}), 400, /data is missing/],
    ['data that is a text', JSON.stringify({ apiKey: KEY, poolId: POOL, data: 'x' }), 400, /data is missing/],
    ['no hash', reportOf({ ...DATA, blockHash: 'null' }), 400, /did not find the tip/],
    ['a hash that is not hex', reportOf({ ...DATA, blockHash: 'zz'.repeat(32) }), 400, /64 hex characters, not "zz/],
    [
      'a height that is no number',
      reportOf({ ...DATA, blockNo: 'five' }),
      400,
      /blockNo must be a whole number.*"five"/,
    ],
    ['a height below 0', reportOf({ ...DATA, blockNo: -1 }), 400, /blockNo must be/],
    ['a slot that was not found', reportOf({ ...DATA, slotNo: 'null' }), 400, /slotNo is missing or "null"/],
    ['a slot beyond reason', reportOf({ ...DATA, slotNo: 2 ** 50 }), 400, /slotNo must be/],
    ['height and slot exchanged', reportOf({ ...DATA, blockNo: SLOT, slotNo: 5 }), 400, /exchanged\?/],
    ['a slot 6 s ahead', reportOf({ ...DATA, slotNo: SLOT + 7 }), 400, /begins 6 s after now by our clock.*chronyc/],
    [
      'a slot of another network',
      reportOf({ ...DATA, slotNo: SLOT + 9_000_000 }),
      400,
      /another network\? This is preview/,
    ],
    ['what is far too large', reportOf({ ...DATA, version: 'x'.repeat(20_000) }), 413, /larger than any report/],
  ])('is refused with %s, and its sender told what to do', async (_what, body, status, message) => {
    const { send, kept, log } = startReporting();
    expect(await send(body)).toMatchObject({ status, answer: said(message) });
    expect(kept).toEqual([]);
    expect(log.of('request.failed')).toEqual([]);
  });

  test('of a slot 5 s ahead is taken, because clocks differ; what the tip loop would leave out is never acknowledged', async () => {
    const { send, kept } = startReporting();
    for (let ahead = 0; ahead < 20; ahead += 1) await send(reportOf({ ...DATA, slotNo: SLOT + 1 + ahead }));
    expect(kept.map(({ slot }) => slot - SLOT - 1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(kept.filter((message) => isInFuture(preview, message))).toEqual([]);
  });

  test('is sent by POST: other methods are told so', async () => {
    const { server } = startReporting();
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const { statusCode, headers, body } = await server.inject({ method, url: '/v1/sendstats' });
      expect([statusCode, headers.allow, JSON.parse(body)]).toEqual([405, 'POST, OPTIONS', said(/by POST/)]);
    }
  });

  test('leaves its key in no log and in no answer', async () => {
    const { server, log } = startReporting();
    const bodies = [reportOf(DATA), reportOf({}), `${reportOf(DATA)}x`, reportOf(DATA, { poolId: KEY })];
    const answers = await Promise.all(
      bodies.map((payload) => server.inject({ method: 'POST', url: '/v1/sendstats', payload })),
    );
    expect(JSON.stringify(log.entries)).not.toContain(KEY.slice(0, 8));
    expect(answers.slice(0, 3).map(({ body }) => body.includes(KEY))).toEqual([false, false, false]);
  });
});
