import { type Block, lovelace, type Payer, preview, slot, slotStartMs } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { recordBlocks, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { expireVerifications, requestVerification, tellPayers, verificationState } from '@pooltool/store/verifications';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credentialNumber, factsOfBlock, tipOf } from '../chain/small-chain.ts';
import { addressOf, blockOf, idNumber, inputOf, OURS, OURS_TEXT, outputTo, transaction } from './paying-chain.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const AMOUNT = 2_345_678n;
const claimed = credentialNumber(0xa1);
const stranger = credentialNumber(0xb2);
const UNKNOWN = `${idNumber(0xf0)}#0`;
const timeOf = (at: number) => new Date(slotStartMs(preview, slot(at)));

/** Slot 10: output 0 is the claimed account's, output 1 a stranger's. */
const funds = blockOf(null, [
  transaction({ number: 1, outputs: [outputTo(addressOf(claimed), 9n), outputTo(addressOf(stranger), 9n)] }),
]);
const SOURCES = { claimed: inputOf(1, 0), stranger: inputOf(1, 1), unknown: inputOf(0xf0) } as const;

const payment = fc.record({
  from: fc.subarray(['claimed', 'claimed', 'stranger', 'unknown'] as const, { minLength: 1 }),
  valid: fc.boolean(),
});
/** Slots 20, 30, … of which those from 60 on are too late. */
const branch = fc.array(fc.array(payment, { maxLength: 2 }), { minLength: 1, maxLength: 5 });
type Branch = typeof branch extends fc.Arbitrary<infer Made> ? Made : never;

function blocksOn(onto: Block, made: Branch, number: number): Block[] {
  const blocks: Block[] = [];
  for (const payments of made) {
    const transactions = payments.map(({ from, valid }, index) =>
      transaction({
        number: 0x1000 * number + 0x10 * blocks.length + index,
        inputs: from.map((source) => SOURCES[source]),
        outputs: [outputTo(OURS, AMOUNT)],
        valid,
      }),
    );
    blocks.push(blockOf(blocks.at(-1) ?? onto, transactions, number));
  }
  return blocks;
}

const forward = (blocks: readonly Block[]) =>
  inTransaction(database.pool, (tx) => recordBlocks(tx, blocks.map(factsOfBlock), { feed: 'chain', tellFrom: null }));
const backTo = (block: Block) =>
  inTransaction(database.pool, async (tx) => {
    await rollBackTo(tx, tipOf(block));
    await writeSyncPoint(tx, 'chain', tipOf(block));
  });
const expire = () => inTransaction(database.pool, (tx) => expireVerifications(tx, { securityParameter: 100 }));
const tellOwner = () =>
  inTransaction(database.pool, (tx) =>
    tellPayers(tx, new Map<string, Payer>([[UNKNOWN, { kind: 'credential', credential: claimed }]])),
  );

async function begin(): Promise<string> {
  await database.pool.query(
    'truncate block, sync_point, epoch_chain, pool_epoch_blocks, pool, chain_output, output_spending, verification cascade',
  );
  return inTransaction(database.pool, (tx) =>
    requestVerification(tx, {
      network: preview,
      credential: claimed,
      address: OURS_TEXT,
      amount: lovelace(AMOUNT),
      requestedAt: timeOf(15),
      expiresAt: timeOf(60),
    }),
  );
}

async function end(id: string) {
  await expire();
  await tellOwner();
  const told = await verificationState(database.pool, id);
  return { state: told?.state, proof: told?.proof, payments: told?.payments };
}

test('after any detour, with expiries and answers of db-sync in between, a verification stands as after the clean chain', async () => {
  await fc.assert(
    fc.asyncProperty(branch, branch, branch, fc.boolean(), async (trunk, losing, winning, told) => {
      const common = [funds, ...blocksOn(funds, trunk, 0)];
      const fork = common.at(-1) ?? funds;
      const won = blocksOn(fork, winning, 2);

      const followed = await begin();
      await forward(common);
      for (const block of blocksOn(fork, losing, 1)) await forward([block]);
      if (told) await tellOwner();
      await expire();
      await backTo(fork);
      for (const block of won) await forward([block]);
      const after = await end(followed);

      const clean = await begin();
      await forward([...common, ...won]);
      expect(after).toEqual(await end(clean));
    }),
    { numRuns: 25 },
  );
});
