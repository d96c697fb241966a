import { customNetwork } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rollBack } from '../../../store/test/battles/small-contests.ts';
import { openBattles, type ToldBattles } from '../battles/told-battles.ts';
import { serveApi } from '../served-api.ts';

const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });
const SEVEN = testPoolId(7);

let told: ToldBattles;
beforeAll(async () => {
  told = await openBattles();
});
afterAll(() => told?.close());

test('the list that is kept follows the chain within a second, forward and back, and back it is what it was', async () => {
  const { server, clock } = serveApi({ pool: told.database.pool, network: NETWORK });
  const look = async () => {
    await clock.advance(1_000);
    const answer = await server.inject('/api/pools');
    const pools: readonly { pool_id: string; life_blocks: number }[] = JSON.parse(answer.body);
    return { etag: answer.headers.etag, blocks: pools.find(({ pool_id }) => pool_id === SEVEN)?.life_blocks ?? 0 };
  };
  const before = await look();
  await told.grow();
  const grown = await look();
  expect(grown.blocks).toBe(before.blocks + 1);
  expect(grown.etag).not.toBe(before.etag);
  await rollBack(told.database.pool, told.blockAt(30));
  expect(await look()).toEqual(before);
  await rollBack(told.database.pool, told.blockAt(20));
  const { blocks, etag } = await look();
  expect(blocks).toBe(before.blocks - 10);
  expect(etag).not.toBe(before.etag);
});
