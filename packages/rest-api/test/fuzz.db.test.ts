import { customNetwork } from '@pooltool/domain';
import { claimNetwork } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorAnswer } from '../src/documentation/error-answers.ts';
import { type ServedApi, serveApi } from './served-api.ts';

const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });

let database: TestDatabase;
let api: ServedApi;
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, NETWORK);
  api = serveApi({ pool: database.pool, network: NETWORK });
});
afterAll(() => database.close());

/** Nothing of how we are built, and nothing of PostgreSQL's, may be read in an answer. */
const INSIDES =
  /node_modules|\.ts:|at async|select |from pg_|relation|syntax error|127\.0\.0\.1|postgres:|invalid input syntax/i;

const anyNumber = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('-0', '1e3', '0x10', '999999', '1000000', 'NaN', '٣', ' 5', ''),
);
const segment = fc.oneof(
  anyNumber,
  fc.string({ unit: 'binary', maxLength: 80 }).map(encodeURIComponentSafely),
  fc.constantFrom(
    'pool1',
    'ab'.repeat(28),
    'ab'.repeat(32),
    'producer',
    'won',
    `key:${'ab'.repeat(28)}`,
    `script:${'0'.repeat(56)}`,
    '%00',
    '%E0%A4%A',
    '..',
    "'; drop table epoch_chain; --",
  ),
);
const path = fc.oneof(
  fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
  segment.map((epoch) => `/v1/epochs/${epoch}`),
  segment.map((epoch) => `/v1/epochs/${epoch}/rewards/pot`),
  fc.tuple(segment, segment).map(([of, epoch]) => `/v1/pools/${of}/rewards/${epoch}/explain`),
  fc.tuple(segment, segment).map(([of, epoch]) => `/v1/accounts/${of}/rewards/${epoch}/explain`),
  fc.tuple(segment, fc.constantFrom('', '.csv')).map(([of, kind]) => `/v1/accounts/${of}/rewards${kind}`),
  fc
    .tuple(
      fc.constantFrom('/v1/blocks/*/delays', '/v1/heights/*/contest', '/v1/epochs/*/orphans'),
      segment,
      fc.constantFrom('', '.csv'),
    )
    .map(([of, given, kind]) => of.replace('*', () => given) + kind),
  fc
    .tuple(segment, fc.constantFrom('delays', 'battles', 'propagation', 'delays.csv', 'battles.csv'))
    .map(([of, what]) => `/v1/pools/${of}/${what}`),
  segment.map((of) => `/v1/pools/${of}`),
  fc.tuple(segment, fc.constantFrom('slots', 'slots.csv')).map(([of, what]) => `/v1/operator/pools/${of}/${what}`),
  fc
    .tuple(fc.constantFrom('epoch', 'epoch_params', 'active_stake', 'pool', 'blocks'), segment)
    .map(([of, given]) => `/api/${of}/${given}`),
  fc
    .tuple(segment, fc.constantFrom('history', 'awards', 'blocks'), segment)
    .map(([of, what, given]) => `/api/pool/${of}/${what}${what === 'blocks' ? `/${given}` : ''}`),
  fc
    .constantFrom('pools', 'ecosystem', 'syncdata', 'heights', 'ros_histogram', 'tickers2026')
    .map((of) => `/api/${of}`),
  fc.constantFrom(
    '/v1/epochs',
    '/v1/epochs.csv',
    '/v1/pools',
    '/v1/pools.csv',
    '/docs',
    '/openapi.json',
    '/v1/battles/statistics',
    '/v1/network/sync',
  ),
);
const query = fc.array(
  fc.tuple(
    fc.constantFrom(
      'limit',
      'cursor',
      'members',
      'side',
      'from',
      'to',
      'outcome',
      'kind',
      'retired',
      'currency',
      'epoch',
      'block_height',
      'type',
      '__proto__',
      'x',
    ),
    fc.oneof(
      segment,
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    ),
  ),
  { maxLength: 3 },
);
const headerText = fc.string({ maxLength: 60 }).filter((text) => /^[\x20-\x7e]*$/.test(text));
const headers = fc.dictionary(
  fc.constantFrom(
    'accept',
    'accept-encoding',
    'if-none-match',
    'origin',
    'x-forwarded-for',
    'x-request-id',
    'content-type',
    'authorization',
    'access-control-request-method',
  ),
  fc.oneof(headerText, fc.constantFrom('application/json', 'text/csv', 'gzip', '*', 'text/plain')),
  { maxKeys: 4 },
);
const request = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
  path,
  query,
  headers,
  payload: fc.option(
    fc.oneof(fc.json(), fc.string(), fc.constant('{'.repeat(2_000)), fc.constant(`"${'x'.repeat(70_000)}"`)),
    { nil: undefined },
  ),
});

function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

test('whatever is asked, the answer is no 500, tells nothing of our insides, and an error has its shape', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path: of, query: asked, headers: sent, payload }) => {
      const search = asked.map(([name, value]) => `${name}=${value}`).join('&');
      const url = `${of.replace(/^\/+/, '/')}${search === '' ? '' : `?${search}`}`;
      const answer = await api.server.inject({
        method,
        url,
        headers: sent,
        ...(payload === undefined || method === 'GET' || method === 'HEAD' ? {} : { payload }),
      });
      expect(answer.statusCode).toBeLessThan(500);
      if (answer.headers['content-encoding'] === undefined && !of.startsWith('/docs')) {
        expect(withoutWhatWasSent(answer.body, url)).not.toMatch(INSIDES);
      }
      if (answer.statusCode >= 400 && method !== 'HEAD' && answer.headers['content-encoding'] === undefined) {
        expect([...Value.Errors(errorAnswer, JSON.parse(answer.body))]).toEqual([]);
      }
      expect(answer.headers['x-request-id']).toMatch(/^[\w-]{1,64}$/);
    }),
    { numRuns: 600 },
  );
  expect(api.log.of('request.failed')).toEqual([]);
});

/** What the caller wrote himself may come back to him. */
const withoutWhatWasSent = (body: string, url: string): string => (/drop table/.test(url) ? '' : body);
