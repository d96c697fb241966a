import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyBook } from '@pooltool/store/keys';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stage } from '../../epoch-processing/test/stage.ts';
import { type ServedApi, serveApi } from '../../rest-api/test/served-api.ts';
import { followedStage, simulation } from '../../rest-api/test/website/website-stage.ts';
import { type Client, openClient, PoolToolError } from '../src/index.ts';
import { example } from './readme-example.ts';
import { listening } from './served-address.ts';

const ACCOUNT = `key:${'ab'.repeat(28)}`;

let stage: Stage;
let api: ServedApi;
let baseUrl: string;
let client: Client;
beforeAll(async () => {
  stage = await followedStage();
  api = serveApi({ pool: stage.pool, network: simulation.network });
  baseUrl = await listening(api.server);
  client = openClient({ baseUrl });
}, 120_000);
afterAll(async () => {
  await api?.server.close();
  await stage?.close();
});

async function collected<Piece>(pieces: AsyncIterable<Piece>): Promise<Piece[]> {
  const all: Piece[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

describe('a client of the served API', () => {
  test('reads a list page by page, each row once, as it stands on one long page', async () => {
    const { epochs } = await client.call('listEpochs', { query: { limit: 1_000 } });
    const pages = await collected(client.pages('listEpochs', { query: { limit: 2 } }));
    expect(pages.length).toBe(Math.ceil(epochs.length / 2));
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.flatMap((page) => page.epochs)).toEqual(epochs);
  });

  test('goes on from the page that a cursor names', async () => {
    const first = await client.call('listEpochs', { query: { limit: 2 } });
    const rest = await collected(client.pages('listEpochs', { query: { limit: 2, cursor: first.next ?? '' } }));
    const { epochs } = await client.call('listEpochs');
    expect([...first.epochs, ...rest.flatMap((page) => page.epochs)]).toEqual(epochs);
  });

  test('downloads a CSV in pieces that are one file', async () => {
    const whole = await client.call('listEpochsCsv', { query: { limit: 1_000 } });
    const pieces = await collected(client.csv('listEpochsCsv', { query: { limit: 2 } }));
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(whole);
    expect(whole.split('\r\n')[0]).toContain('epoch');
  });

  test('is not sent again what did not change: the same object comes back', async () => {
    const statuses: number[] = [];
    const watching = openClient({
      baseUrl,
      fetch: async (address, init) => {
        const answer = await fetch(address, init);
        statuses.push(answer.status);
        return answer;
      },
    });
    const first = await watching.call('getEpoch', { path: { epoch: 3 } });
    expect(await watching.call('getEpoch', { path: { epoch: 3 } })).toBe(first);
    expect(await watching.call('getEpoch', { path: { epoch: 2 } })).not.toEqual(first);
    expect(statuses).toEqual([200, 304, 200]);
  });

  test('throws what failed, with the next step', async () => {
    const failed = await client.call('getEpoch', { path: { epoch: 999_999 } }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(PoolToolError);
    expect(failed).toMatchObject({
      code: 'POOLTOOL_EPOCH_UNKNOWN',
      status: 404,
      whatToDo: 'GET /v1/epochs lists the epochs that something is known of',
    });
  });

  test('tells when to come again', async () => {
    const busy = serveApi({ pool: stage.pool, network: simulation.network, allowance: { perSecond: 0.1, burst: 1 } });
    const impatient = openClient({ baseUrl: await listening(busy.server) });
    await impatient.call('listEpochs');
    await expect(impatient.call('listEpochs')).rejects.toMatchObject({
      code: 'POOLTOOL_TOO_MANY_REQUESTS',
      status: 429,
      retryAfterSeconds: 10,
    });
    await busy.server.close();
  });

  test('tells an operator what the senders of reports have always been told', async () => {
    const report = { blockHash: 'ab'.repeat(32), blockNo: 1, slotNo: 1 };
    await expect(
      client.call('sendTip', { body: { apiKey: 'nobody', poolId: 'ab'.repeat(28), data: report } }),
    ).rejects.toMatchObject({ code: 'CLIENT_REFUSED', status: 401, message: expect.stringContaining('API') });
  });

  test('shows the key that it was given, and hears when it is none', async () => {
    const keyed = { allowance: { perSecond: 1_000, burst: 1_000 }, keys: () => keyBook([], new Map()) };
    const counting = serveApi({ pool: stage.pool, network: simulation.network, keyed });
    const operator = openClient({ baseUrl: await listening(counting.server), apiKey: `ptk_${'x'.repeat(43)}` });
    await expect(operator.call('listEpochs')).rejects.toMatchObject({ code: 'POOLTOOL_API_KEY_REFUSED', status: 401 });
    await counting.server.close();
  });

  test('says so when nobody answers, and when whoever asked gave up', async () => {
    const lost = openClient({ baseUrl: 'http://127.0.0.1:1' });
    await expect(lost.call('listEpochs')).rejects.toMatchObject({ code: 'CLIENT_NO_ANSWER', status: null });
    for (const reason of [undefined, new Error('the page was left'), 'left']) {
      await expect(client.call('listEpochs', { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
        code: 'CLIENT_GIVEN_UP',
      });
    }
  });
});

test('the example of the README runs, and is the one that stands there', async () => {
  const lines = await example(baseUrl, ACCOUNT);
  expect(lines[0]).toMatch(/^\d+: \d+ blocks$/);
  expect(lines).toContainEqual(expect.stringMatching(/^earned_epoch,/));
  expect(lines.at(-1)).toContain('GET /v1/epochs lists');
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  expect(readme).toContain(await readFile(join(import.meta.dirname, 'readme-example.ts'), 'utf8'));
});
