import { epoch, type PoolId, poolId } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { poolRanks, recordArrival } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smallArrival } from '../../../store/test/epoch/small-arrival.ts';
import { type DatabaseServerOfTest, startDatabaseServer } from '../cnode-api-server.ts';
import { post } from './old-cnode.ts';

let server: DatabaseServerOfTest;
beforeAll(async () => {
  server = await startDatabaseServer({ legacyFrom: '127.0.0.0/8' });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.pool.query('truncate ledger_arrival, pool_rank, pool_ranking');
});

const [first, second, third, fourth] = ['a', 'b', 'c', 'd'].map((letter) => poolId(letter.repeat(56)));
if (first === undefined || second === undefined || third === undefined || fourth === undefined) throw new Error('four');
const POOLS: readonly PoolId[] = [first, second, third, fourth];
const SECONDS = 1_767_225_600;

async function put(ranks: unknown, seconds = SECONDS): Promise<void> {
  const body = new TextEncoder().encode(typeof ranks === 'string' ? ranks : JSON.stringify(ranks));
  await server.objects.put({ key: `poolranks/poolranks${seconds}.json`, body, contentType: 'application/json' });
}
const rank = (seconds: unknown = SECONDS) => post(server, '/savepoolranking', { latestpoolrank: seconds });
const ranks = () => poolRanks(server.pool, POOLS);

describe('/savepoolranking', () => {
  test('ranks the pools as the file says that it tells of; those that pay nothing share the last rank', async () => {
    await put({ [second]: 1, [first]: 2, [third]: 3, [fourth]: 3 });
    expect(await rank()).toEqual({ status: 200, answer: { success: true, outcome: 'ranked', missing: 0 } });
    expect(await ranks()).toEqual(
      new Map([
        [first, 2],
        [second, 1],
        [third, 3],
        [fourth, 3],
      ]),
    );
  });

  test('may be told again without effect, also as a text, and a pool that is missing keeps its rank', async () => {
    await put({ [second]: 1, [first]: 2 });
    await rank();
    expect((await rank(`${SECONDS}`)).answer.outcome).toBe('older');
    await put({ [first]: 1 }, SECONDS + 60);
    expect((await rank(SECONDS + 60)).answer.outcome).toBe('ranked');
    expect((await ranks()).get(second)).toBe(1);
    expect((await ranks()).get(first)).toBe(1);
  });

  test('is to be repeated when the file is not there yet', async () => {
    const { status, answer } = await rank(SECONDS + 1);
    expect([status, answer.error?.code]).toEqual([409, 'POOLTOOL_ARRIVAL_FILE_ABSENT']);
    expect(answer.error?.message).toContain(`poolranks/poolranks${SECONDS + 1}.json`);
  });

  test.each<[string, unknown, string]>([
    ['is no JSON', '{"', 'not JSON'],
    ['names no pool', {}, 'names no pool'],
    ['names something else', { ticker: 1 }, 'ticker must be a pool id'],
    ['has a rank 0', { [first]: 0 }, `${first} must be a whole number from 1`],
    ['has a gap', { [first]: 1, [second]: 3 }, 'without a gap'],
    ['shares another rank than the last', { [first]: 1, [second]: 1, [third]: 2 }, 'only the last is shared'],
    ['is larger than any ranking', `{"a": "${'x'.repeat(4 * 1024 * 1024)}"}`, 'bytes'],
  ])('refuses a file that %s, and changes no rank', async (_what, file, says) => {
    await put({ [first]: 1 }, SECONDS - 60);
    await rank(SECONDS - 60);
    await put(file);
    const { status, answer } = await rank();
    expect(status).toBe(400);
    expect(answer.error?.message).toContain(says);
    expect(await ranks()).toEqual(new Map([[first, 1]]));
  });
});

describe('/waitstakewritten', () => {
  test('says that stake comes from a dump, and whether it has arrived', async () => {
    expect(await post(server, '/waitstakewritten', { epoch: 512 })).toEqual({
      status: 200,
      answer: { success: true, dumpArrived: false },
    });
    expect(server.log.of('legacy.stake-without-dump')).toMatchObject([{ epoch: epoch(512) }]);
    const arrival = smallArrival(512);
    await inTransaction(server.pool, (tx) => recordArrival(tx, { arrival, receivedAt: new Date(0) }));
    for (const told of [512, '512']) {
      expect((await post(server, '/waitstakewritten', { epoch: told })).answer).toEqual({
        success: true,
        dumpArrived: true,
      });
    }
  });
});
