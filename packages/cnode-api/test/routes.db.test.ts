import { ledgerArrivalText } from '@pooltool/domain';
import { signRequest } from '@pooltool/shared-utils/signed-request';
import { arrivalsAfter } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smallArrival } from '../../store/test/epoch/small-arrival.ts';
import { type DatabaseServerOfTest, SECRET, startDatabaseServer } from './cnode-api-server.ts';

let server: DatabaseServerOfTest;
beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.clock.advance(1000);
  await server.pool.query('truncate ledger_arrival');
  await putFiles(ARRIVAL);
});

const ARRIVAL = smallArrival(5);

async function putFiles({ snapshots, accounts }: typeof ARRIVAL): Promise<void> {
  for (const { key, bytes } of [...snapshots, accounts]) {
    await server.objects.put({ key, body: new Uint8Array(bytes), contentType: 'application/octet-stream' });
  }
}
const POST = { method: 'POST', path: '/v1/ledger-arrivals' } as const;

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly secret?: string;
  readonly ageMs?: number;
}

const headersOf = ({ method = POST.method, path = POST.path, body = '', secret = SECRET, ageMs = 0 }: Sent) => ({
  'content-type': 'application/json',
  ...signRequest({ method, path, body, timestampMs: server.clock.now() - ageMs }, secret),
});

async function send(sent: Sent, headers: Record<string, string> = headersOf(sent)) {
  const { method = POST.method, path = POST.path, body = '' } = sent;
  const response = await fetch(new URL(path, server.url()), { method, headers, ...(method === 'GET' ? {} : { body }) });
  const answer: Answer = JSON.parse(await response.text());
  return { status: response.status, answer };
}

interface Answer {
  readonly error: { readonly code: string; readonly message: string };
}

const text = (arrival = ARRIVAL): string => ledgerArrivalText(arrival);
const changed = (change: object): string => JSON.stringify({ ...JSON.parse(text()), ...change });
const recorded = () => arrivalsAfter(server.pool, 0n);

describe('an arrival', () => {
  test('is recorded once, and heard again without effect', async () => {
    expect(await send({ body: text() })).toEqual({ status: 200, answer: { recorded: true, replaced: false } });
    await server.clock.advance(1);
    expect(await send({ body: text() })).toEqual({ status: 200, answer: { recorded: false, replaced: false } });
    expect(await recorded()).toMatchObject([{ arrival: ARRIVAL }]);
  });

  test('of an epoch that says something else replaces, and the answer says so', async () => {
    await send({ body: text() });
    const other = smallArrival(5, { fees: 9n });
    expect((await send({ body: text(other) })).answer).toEqual({ recorded: true, replaced: true });
    expect(await recorded()).toMatchObject([{ arrival: other }]);
  });

  test('of an earlier moment than what is known is heard without effect', async () => {
    const later = { ...ARRIVAL, blocksCurrent: ARRIVAL.blocksCurrent + 1 };
    await send({ body: text(later) });
    expect((await send({ body: text() })).answer).toEqual({ recorded: false, replaced: false });
    expect(await recorded()).toMatchObject([{ arrival: later }]);
    expect(server.log.of('ledger-arrival.older')).toHaveLength(1);
  });

  test('is verified as the bytes came, whatever their blanks', async () => {
    expect((await send({ body: JSON.stringify(JSON.parse(text()), null, 2) })).status).toBe(200);
  });

  test('of the largest network fits', async () => {
    const pools = Array.from({ length: 6000 }, (_, pool) => [pool.toString(16).padStart(56, '0'), 21]);
    expect((await send({ body: changed({ blocksPrevious: Object.fromEntries(pools) }) })).status).toBe(200);
  });
});

describe('a request is not heard and nothing is recorded', () => {
  test.each<[string, () => Record<string, string>, string]>([
    ['unsigned', () => ({ 'content-type': 'application/json' }), 'are missing'],
    ['signed with another secret', () => headersOf({ body: text(), secret: 'x'.repeat(40) }), 'same secret'],
    ['of another body', () => headersOf({ body: `${text()} ` }), 'same secret'],
    ['of another path', () => headersOf({ body: text(), path: '/v1/epochs/needs' }), 'same secret'],
    ['from six minutes ago', () => headersOf({ body: text(), ageMs: 360_000 }), 'clocks'],
    ['from six minutes ahead', () => headersOf({ body: text(), ageMs: -360_000 }), 'clocks'],
  ])('when it is %s', async (_how, headers, says) => {
    const { status, answer } = await send({ body: text() }, headers());
    expect(status).toBe(401);
    expect(answer.error.code).toBe('POOLTOOL_CNODE_UNAUTHORISED');
    expect(answer.error.message).toContain(says);
    expect(await recorded()).toEqual([]);
  });

  test('when it is the very same request again', async () => {
    const headers = headersOf({ body: text() });
    expect((await send({ body: text() }, headers)).status).toBe(200);
    const { status, answer } = await send({ body: text() }, headers);
    expect([status, answer.error.message]).toEqual([401, expect.stringContaining('seen before')]);
  });

  test('when it asks without a signature', async () => {
    expect((await send({ method: 'GET', path: '/v1/epochs/needs?epoch=5' }, {})).status).toBe(401);
  });
});

describe('what is wrong with an arrival is named', () => {
  test.each([
    ['no JSON', () => '{"schema": ', 400, 'not JSON'],
    ['a missing field', () => changed({ treasury: undefined }), 400, 'treasury must be'],
    ['lovelace as a number', () => changed({ reserves: 2 ** 60 }), 400, 'reserves must be a text'],
    [
      'a parameter',
      () => changed({ parameters: { ...JSON.parse(text()).parameters, feeFixed: '-1' } }),
      400,
      'parameters.feeFixed',
    ],
    ['another schema', () => changed({ schema: 'ledger-arrival/9' }), 400, 'schema must be ledger-arrival/1'],
    ['deep nesting', () => `${'['.repeat(100)}${']'.repeat(100)}`, 400, 'deep'],
    ['another network', () => changed({ magic: 764_824_073 }), 422, 'magic 764824073'],
  ])('%s', async (_what, body, status, says) => {
    const heard = await send({ body: body() });
    expect(heard.status).toBe(status);
    expect(heard.answer.error.message).toContain(says);
    expect(await recorded()).toEqual([]);
  });

  test('a file that is not in the object store, to be sent again', async () => {
    await server.objects.delete([ARRIVAL.accounts.key]);
    const { status, answer } = await send({ body: text() });
    expect([status, answer.error.code]).toEqual([409, 'POOLTOOL_ARRIVAL_FILE_ABSENT']);
    expect(answer.error.message).toContain(ARRIVAL.accounts.key);
    expect(await recorded()).toEqual([]);
  });

  test('a file of another size', async () => {
    const [mark] = ARRIVAL.snapshots;
    await server.objects.put({
      key: mark?.key ?? '',
      body: new Uint8Array(3),
      contentType: 'application/octet-stream',
    });
    const { status, answer } = await send({ body: text() });
    expect([status, answer.error.message]).toEqual([
      409,
      expect.stringContaining(`3 bytes in the object store, not ${mark?.bytes}`),
    ]);
  });
});

describe('what a dump has to bring', () => {
  const ask = (query: string) => {
    const path = `/v1/epochs/needs${query}`;
    return send({ method: 'GET', path }, headersOf({ method: 'GET', path }));
  };

  test('is everything at first, and only its mark when the dump before it came', async () => {
    expect((await ask('?epoch=6')).answer).toEqual({ epoch: 6, activeEpochs: [5, 6, 7] });
    const first = smallArrival(5, { roles: ['mark', 'set', 'go'] });
    await putFiles(first);
    expect((await send({ body: text(first) })).status).toBe(200);
    await server.clock.advance(1);
    expect((await ask('?epoch=6')).answer).toEqual({ epoch: 6, activeEpochs: [7] });
  });

  test('is no go in epoch 0', async () => {
    expect((await ask('?epoch=0')).answer).toEqual({ epoch: 0, activeEpochs: [0, 1] });
  });

  test.each(['', '?epoch=', '?epoch=-1', '?epoch=1.5', '?epoch=5&epoch=6'])('is not told for %j', async (query) => {
    const { status, answer } = await ask(query);
    expect([status, answer.error.code]).toEqual([400, 'POOLTOOL_REQUEST_INVALID']);
  });
});
