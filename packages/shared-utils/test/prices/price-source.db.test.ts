import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { PoolToolError } from '@pooltool/shared-utils/errors';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPriceSource, type PriceSourceOptions } from '@pooltool/shared-utils/prices';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const PRICES = '{"usd":0.351234567890123456789,"btc":8.9e-06}';
const CURRENCIES = ['usd', 'btc'];
const DAY = Date.UTC(2024, 11, 30);

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let url: string;
let answer: Answer;
let asked: IncomingMessage[];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const source = (options: Partial<PriceSourceOptions> = {}) => openPriceSource({ url: `${url}/api/v3/`, ...options });

const saying =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

async function failureOf(asking: Promise<unknown>): Promise<PoolToolError> {
  const error: unknown = await asking.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof PoolToolError) return error;
  throw new Error('it should have failed with an error of ours', { cause: error });
}

describe('a price source', () => {
  test('is asked for the prices of now in all currencies with all digits', async () => {
    answer = saying(200, `{"cardano":${PRICES}}`);
    const prices = await source({ apiKey: { header: 'x-cg-demo-api-key', value: 'CG-secret' } }).pricesNow(CURRENCIES);
    expect(Object.fromEntries(prices)).toEqual({ usd: '0.351234567890123456789', btc: '8.9e-06' });
    expect(asked.map((one) => one.url)).toEqual([
      '/api/v3/simple/price?ids=cardano&vs_currencies=usd%2Cbtc&precision=full',
    ]);
    expect(asked[0]?.headers).toMatchObject({ 'x-cg-demo-api-key': 'CG-secret' });
  });

  test('is asked for the prices of a midnight by its day', async () => {
    answer = saying(200, `{"id":"cardano","market_data":{"current_price":${PRICES}}}`);
    expect((await source().pricesAtMidnight(DAY, CURRENCIES)).get('usd')).toBe('0.351234567890123456789');
    expect(asked.map((one) => one.url)).toEqual(['/api/v3/coins/cardano/history?date=30-12-2024&localization=false']);
  });

  test('that has no market data of a day has no prices', async () => {
    answer = saying(200, '{"id":"cardano","symbol":"ada"}');
    const error = await failureOf(source().pricesAtMidnight(DAY, CURRENCIES));
    expect([error.code, error.disposition]).toEqual(['POOLTOOL_PRICES_UNREADABLE', 'retry']);
  });

  test.each([
    [429, 'POOLTOOL_PRICES_THROTTLED', { 'retry-after': '60' }],
    [401, 'POOLTOOL_PRICES_REFUSED', {}],
    [404, 'POOLTOOL_PRICES_REFUSED', {}],
    [204, 'POOLTOOL_PRICES_REFUSED', {}],
    [500, 'POOLTOOL_PRICES_UNREACHABLE', {}],
    [503, 'POOLTOOL_PRICES_UNREACHABLE', {}],
  ])('that answers %i fails with %s and is asked again', async (status, code, headers) => {
    answer = saying(status, '', headers);
    const error = await failureOf(source().pricesNow(CURRENCIES));
    expect([error.code, error.disposition]).toEqual([code, 'retry']);
    expect(error.details).toMatchObject({ status });
  });

  test('tells when it wants to be asked again', async () => {
    answer = saying(429, 'slow down', { 'retry-after': '60' });
    const error = await failureOf(source().pricesNow(CURRENCIES));
    expect(error.message).toMatch(/answered 429, try again after 60$/);
    expect(error.details).toMatchObject({ retryAfter: '60' });
  });

  test('is not followed to another address, and the key does not go there', async () => {
    answer = ({ url: path }, response) => {
      if (path === '/elsewhere') response.writeHead(200).end(`{"cardano":${PRICES}}`);
      else response.writeHead(302, { location: '/elsewhere' }).end();
    };
    expect((await failureOf(source().pricesNow(CURRENCIES))).code).toBe('POOLTOOL_PRICES_REFUSED');
    expect(asked).toHaveLength(1);
  });

  test('that never comes to an end is given up', async () => {
    answer = (_, response) => response.writeHead(200).write('{"cardano":');
    const error = await failureOf(source({ timeoutMs: 50 }).pricesNow(CURRENCIES));
    expect(error.code).toBe('POOLTOOL_PRICES_UNREACHABLE');
    expect(error.message).toMatch(/no whole answer within 50 ms$/);
  });

  test('that says nothing at all is given up', async () => {
    answer = () => {};
    expect((await failureOf(source({ timeoutMs: 50 }).pricesNow(CURRENCIES))).code).toBe('POOLTOOL_PRICES_UNREACHABLE');
  });

  test('that sends more than prices can be is cut off', async () => {
    answer = saying(200, `{"cardano":${PRICES}}${' '.repeat(10_000)}`);
    const error = await failureOf(source({ maxBytes: 5_000 }).pricesNow(CURRENCIES));
    expect([error.code, error.message]).toEqual([
      'POOLTOOL_PRICES_UNREADABLE',
      expect.stringContaining('answered more than 5000 bytes'),
    ]);
  });

  test('that hangs up in the middle is out of reach', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{');
      response.destroy();
    };
    expect((await failureOf(source().pricesNow(CURRENCIES))).code).toBe('POOLTOOL_PRICES_UNREACHABLE');
  });

  test('that is not there is out of reach', async () => {
    const error = await failureOf(source({ url: 'http://127.0.0.1:9' }).pricesNow(CURRENCIES));
    expect([error.code, error.disposition]).toEqual(['POOLTOOL_PRICES_UNREACHABLE', 'retry']);
  });

  test('is let go with the reason of whoever gave up waiting', async () => {
    const controller = new AbortController();
    const reason = new Error('the run was cancelled');
    answer = () => controller.abort(reason);
    await expect(source().pricesNow(CURRENCIES, controller.signal)).rejects.toBe(reason);
  });

  test('leaves its key out of errors and of the log', async () => {
    answer = saying(401, 'CG-secret is wrong');
    const apiKey = { header: 'x-cg-demo-api-key', value: 'CG-secret' };
    const log = memoryLog();
    log.warn(
      { error: await failureOf(source({ apiKey }).pricesNow(CURRENCIES)), PRICE_SOURCE_API_KEY: 'CG-secret' },
      'prices.failed',
    );
    expect(log.entries).toHaveLength(1);
    expect(JSON.stringify(log.entries)).not.toContain('CG-secret');
  });
});
