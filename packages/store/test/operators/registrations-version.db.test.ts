import { type Block, type CertificateEffect, preview } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { claimNetwork, recordBlocks, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registrationsVersion } from '../../src/operators/registrations-version.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { factsOfBlock, makeBlock, poolRegistration, retirement, tipOf } from '../chain/small-chain.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, preview);
});
afterAll(() => database.close());

/** Ten blocks an epoch. */
const FACTS: Readonly<Record<number, readonly CertificateEffect[]>> = {
  2: [poolRegistration(10, 1n)],
  5: [poolRegistration(10, 2n)],
  7: [retirement(10, 2)],
};
const chain: Block[] = [];
for (let height = 1; height <= 22; height += 1) {
  const before = chain.at(-1);
  const parent = before === undefined ? null : tipOf(before);
  chain.push(makeBlock({ height, branch: 0, parent, pool: 10, effects: FACTS[height] ?? [] }));
}
const version = () => registrationsVersion(database.pool);
const forward = (from: number, to: number) =>
  inTransaction(database.pool, (tx) =>
    recordBlocks(tx, chain.slice(from - 1, to).map(factsOfBlock), { feed: 'chain', tellFrom: null }),
  );
async function backTo(height: number): Promise<void> {
  const block = chain[height - 1];
  if (block === undefined) throw new RangeError(`there is no block ${height}`);
  await inTransaction(database.pool, async (tx) => {
    await rollBackTo(tx, tipOf(block));
    await writeSyncPoint(tx, 'chain', tipOf(block));
  });
}

test('another version is told of each registration, retirement, epoch, snapshot, and of whatever a roll backward undid; not of a block', async () => {
  const seen = [await version()];
  const expectAnother = async (what: string) => {
    const now = await version();
    expect(seen, what).not.toContain(now);
    seen.push(now);
  };
  const expectSame = async (what: string) => expect(await version(), what).toBe(seen.at(-1));

  await forward(1, 2);
  await expectAnother('a registration');
  await forward(3, 4);
  await expectSame('blocks without certificates');
  await backTo(3);
  await expectSame('a roll backward over such a block');
  await forward(4, 5);
  await expectAnother('the same pool registered anew');
  await backTo(4);
  await forward(5, 5);
  await expectAnother('the same certificate in the same place, which came back');
  await forward(6, 7);
  await expectAnother('a retirement');
  await backTo(6);
  await forward(7, 9);
  await expectAnother('a retirement that came back');
  await forward(10, 22);
  await expectAnother('another epoch');

  await database.pool.query(
    `insert into snapshot_epoch values (1, 0, 0, 0, decode(repeat('00', 32), 'hex')), (2, 0, 0, 0, decode(repeat('00', 32), 'hex'))`,
  );
  await expectAnother('snapshots');
  await database.pool.query(`update snapshot_epoch set pools = 1 where active_epoch = 1`);
  await expectAnother('an old snapshot that was loaded anew');
  await expectSame('nothing at all');
});
