import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DATA, KEY, POOL, startReporting } from './reporting.ts';

const anything = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '',
    'null',
    null,
    -1,
    1e308,
    2 ** 53,
    '9'.repeat(400),
    '\u0000',
    '\ud800',
    'ab'.repeat(32),
    '2026-01-01T00:00:00Z',
  ),
);
const field = fc.constantFrom(
  ...Object.keys(DATA),
  'nodeId',
  'parentHash',
  'leaderVrf',
  'blockVrf',
  'blockVrfProof',
  'nodeVKey',
  'protocolMajorVersion',
  'version',
  'platform',
  '__proto__',
  'constructor',
);
/** A right report of which some fields are something else. */
const almostRight = fc
  .tuple(
    fc.dictionary(field, anything, { maxKeys: 4 }),
    fc.dictionary(fc.constantFrom('apiKey', 'poolId', 'data'), anything, { maxKeys: 1 }),
  )
  .map(([data, more]) => JSON.stringify({ apiKey: KEY, poolId: POOL, data: { ...DATA, ...data }, ...more }));
const cutOrChanged = fc
  .tuple(almostRight, fc.nat(2_000), fc.string({ unit: 'binary', maxLength: 3 }))
  .map(([text, at, put]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + (at % 3)));
const body = fc.oneof(
  { weight: 5, arbitrary: almostRight },
  { weight: 3, arbitrary: cutOrChanged },
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '{'.repeat(9_000),
    `[${'['.repeat(5_000)}`,
    `"${'x'.repeat(20_000)}"`,
    '\ufeff{}',
    '{"apiKey":{"a":1}}',
  ),
);
const contentType = fc.option(
  fc.oneof(
    fc.constantFrom('application/json', 'text/plain', 'multipart/form-data', '*/*', ';;'),
    fc.string({ maxLength: 20 }).filter((text) => /^[\x21-\x7e]*$/.test(text)),
  ),
  { nil: undefined },
);

test('whatever is sent: no 500, always JSON that says whether it was taken, and what was taken was stored', async () => {
  const { server, kept, failures } = startReporting();
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(
      body,
      contentType,
      fc.constantFrom('/v0/sendstats', '/v1/sendstats'),
      async (payload, type, url) => {
        const headers = type === undefined ? {} : { 'content-type': type };
        const answer = await server.inject({ method: 'POST', url, headers, payload });
        expect(answer.statusCode).toBeLessThan(500);
        expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
        const { success, message } = JSON.parse(answer.body);
        expect([success, success === true ? null : typeof message]).toEqual([
          answer.statusCode === 200,
          success === true ? message : 'string',
        ]);
        if (success === true) taken += 1;
        expect(kept).toHaveLength(taken);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(failures).toEqual([]);
  expect(taken).toBeGreaterThan(50);
});
