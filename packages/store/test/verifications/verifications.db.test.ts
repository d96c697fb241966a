import {
  type Block,
  lovelace,
  mainnet,
  type Payer,
  preview,
  type StakeCredential,
  slot,
  slotStartMs,
  stakeCredential,
} from '@pooltool/domain';
import { encodeBech32, fromHex } from '@pooltool/shared-utils/crypto';
import { inTransaction, listen } from '@pooltool/shared-utils/pg';
import { recordBlocks, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import {
  expireVerifications,
  paymentsOfUnknown,
  readVerificationChange,
  requestVerification,
  tellPayers,
  VERIFICATIONS_CHANNEL,
  type VerificationRequest,
  verificationState,
} from '@pooltool/store/verifications';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { credentialNumber, factsOfBlock, tipOf } from '../chain/small-chain.ts';
import {
  addressOf,
  blockOf,
  ENTERPRISE,
  idNumber,
  inputOf,
  OURS,
  OURS_TEXT,
  outputTo,
  transaction,
} from './paying-chain.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() =>
  database.pool.query(
    'truncate block, sync_point, epoch_chain, pool_epoch_blocks, pool, chain_output, output_spending, verification cascade',
  ),
);

const forward = (...blocks: Block[]) =>
  inTransaction(database.pool, (tx) => recordBlocks(tx, blocks.map(factsOfBlock), { feed: 'chain', tellFrom: null }));
const backTo = (block: Block) =>
  inTransaction(database.pool, async (tx) => {
    await rollBackTo(tx, tipOf(block));
    await writeSyncPoint(tx, 'chain', tipOf(block));
  });
const expire = (securityParameter = 1_000) =>
  inTransaction(database.pool, (tx) => expireVerifications(tx, { securityParameter }));

const AMOUNT = 2_345_678n;
const claimed = credentialNumber(0xa1);
const stranger = credentialNumber(0xb2);
const timeOf = (at: number) => new Date(slotStartMs(preview, slot(at)));

const asked = (given: Partial<VerificationRequest> = {}): VerificationRequest => ({
  network: preview,
  credential: claimed,
  address: OURS_TEXT,
  amount: lovelace(AMOUNT),
  requestedAt: timeOf(15),
  expiresAt: timeOf(60),
  ...given,
});
const request = (given: Partial<VerificationRequest> = {}) =>
  inTransaction(database.pool, (tx) => requestVerification(tx, asked(given)));
const told = async (id: string) => {
  const found = await verificationState(database.pool, id);
  if (found === null) throw new Error(`there is no verification ${id}`);
  return found;
};
const stateOf = async (id: string) => (await told(id)).state;

/** Slot 10: everybody's money. Output 0 and 1 are the claimed account's, 2 a stranger's, 3 a script's, 4 nobody's. */
const funds = blockOf(null, [
  transaction({
    number: 1,
    outputs: [
      outputTo(addressOf(claimed, 1), 100n),
      outputTo(addressOf(claimed, 2), 100n),
      outputTo(addressOf(stranger), 100n),
      outputTo(addressOf(stakeCredential('script', claimed.hash)), 100n),
      outputTo(ENTERPRISE, 100n),
    ],
  }),
]);
const pay = (
  number: number,
  inputs: readonly number[],
  given: { to?: string; amount?: bigint; valid?: boolean } = {},
) =>
  transaction({
    number,
    inputs: inputs.map((index) => inputOf(1, index)),
    outputs: [outputTo(addressOf(claimed), 1n), outputTo(given.to ?? OURS, given.amount ?? AMOUNT)],
    valid: given.valid ?? true,
  });
/** Slots 20, 30, … */
const onFunds = (...blocks: Parameters<typeof blockOf>[1][]) => {
  const made: Block[] = [];
  for (const transactions of blocks) made.push(blockOf(made.at(-1) ?? funds, transactions));
  return made;
};

describe('asking for a verification', () => {
  test('tells what to pay, and waits', async () => {
    const id = await request();
    expect(await told(id)).toMatchObject({
      id,
      state: 'pending',
      why: null,
      credential: claimed,
      address: OURS_TEXT,
      amount: AMOUNT,
      requestedAt: timeOf(15),
      expiresAt: timeOf(60),
      proof: null,
      payments: [],
    });
    expect(await verificationState(database.pool, '00000000-0000-4000-8000-000000000000')).toBeNull();
  });

  test('for an amount that another waits for is refused, and another amount may be tried in the same transaction', async () => {
    await request();
    const second = await inTransaction(database.pool, async (tx) => {
      await expect(requestVerification(tx, asked({ credential: stranger }))).rejects.toMatchObject({
        code: 'POOLTOOL_VERIFICATION_CLASH',
        disposition: 'reject',
        status: 409,
      });
      return requestVerification(tx, asked({ credential: stranger, amount: lovelace(AMOUNT + 1n) }));
    });
    expect(await stateOf(second)).toBe('pending');
  });

  test.each([
    ['an address of another network', { network: mainnet, requestedAt: new Date(1.7e12), expiresAt: new Date(1.8e12) }],
    ['an address cut short', { address: encodeBech32('addr_test', fromHex('00aabb')) }],
    ['no amount', { amount: lovelace(0n) }],
    ['no time', { expiresAt: timeOf(15) }],
    ['a stake address, which cannot be paid', { address: encodeBech32('stake_test', fromHex(`e0${claimed.hash}`)) }],
  ])('with %s is refused', async (_, given) => {
    await expect(request(given)).rejects.toMatchObject({ code: 'POOLTOOL_VERIFICATION_INVALID' });
  });
});

describe('a payment', () => {
  test('all of whose inputs are the claimed account proves it', async () => {
    const id = await request();
    const [paying] = onFunds([pay(2, [0, 1])]);
    await forward(funds, ...(paying ? [paying] : []));
    expect(await told(id)).toMatchObject({
      state: 'verified',
      proof: { transactionId: idNumber(2), slot: 20 },
      payments: [
        {
          transactionId: idNumber(2),
          outputIndex: 1,
          verdict: 'proves',
          payers: [
            { input: `${idNumber(1)}#0`, payer: `key:${claimed.hash}` },
            { input: `${idNumber(1)}#1`, payer: `key:${claimed.hash}` },
          ],
        },
      ],
    });
  });

  test.each([
    ["a stranger's input", [0, 2]],
    ['an input of a script with the same hash', [3]],
    ['an input of nobody', [0, 4]],
  ])('with %s proves nothing, and the right payment still does', async (_, inputs) => {
    const id = await request();
    const [wrong, right] = onFunds([pay(2, inputs)], [pay(3, [1])]);
    if (wrong === undefined || right === undefined) throw new Error('two blocks were made');
    await forward(funds, wrong);
    expect(await told(id)).toMatchObject({
      state: 'pending',
      payments: [{ verdict: 'refutes' }],
      why: expect.stringContaining('account alone'),
    });
    await forward(right);
    expect(await told(id)).toMatchObject({ state: 'verified', proof: { transactionId: idNumber(3) } });
  });

  test.each([
    ['of a lovelace less', { amount: AMOUNT - 1n }],
    ['to another address', { to: `60${'fd'.repeat(28)}` }],
    ['by a transaction that failed', { valid: false }],
  ])('%s is none', async (_, given) => {
    const id = await request();
    await forward(funds, ...onFunds([pay(2, [0], given)]));
    expect(await told(id)).toMatchObject({ state: 'pending', payments: [] });
  });

  test('from before the request was for something else', async () => {
    const id = await request({ requestedAt: timeOf(21) });
    await forward(funds, ...onFunds([pay(2, [0])]));
    expect(await told(id)).toMatchObject({ state: 'pending', payments: [] });
  });

  test('in the first slot that is too late is recorded and proves nothing', async () => {
    const id = await request({ expiresAt: timeOf(30) });
    await forward(funds, ...onFunds([], [pay(2, [0])]));
    expect(await told(id)).toMatchObject({
      state: 'expired',
      payments: [{ verdict: 'too-late' }],
      why: expect.stringContaining('too late'),
    });
  });

  test('a slot before is in time, also when we hear of it long after', async () => {
    const id = await request({ expiresAt: timeOf(31) });
    const blocks = onFunds([], [pay(2, [0])], [], []);
    await forward(funds, ...blocks);
    expect(await stateOf(id)).toBe('verified');
  });

  test('made twice in one block is recorded twice; the first in the block is the proof', async () => {
    const id = await request();
    await forward(funds, ...onFunds([pay(3, [0]), pay(2, [1])]));
    expect(await told(id)).toMatchObject({
      state: 'verified',
      proof: { transactionId: idNumber(3) },
      payments: [{ transactionId: idNumber(3) }, { transactionId: idNumber(2) }],
    });
  });

  test('proves its own verification and no other at the same address', async () => {
    const mine = await request();
    const other = await request({ amount: lovelace(AMOUNT + 1n) });
    await forward(funds, ...onFunds([pay(2, [0])]));
    expect([await stateOf(mine), await stateOf(other)]).toEqual(['verified', 'pending']);
  });
});

describe('a roll backward', () => {
  test('takes the proof back, and the block that has it anew gives it again', async () => {
    const id = await request();
    const [first, paying] = onFunds([], [pay(2, [0])]);
    if (first === undefined || paying === undefined) throw new Error('two blocks were made');
    await forward(funds, first, paying);
    await backTo(first);
    expect(await told(id)).toMatchObject({ state: 'pending', proof: null, payments: [] });
    await forward(blockOf(first, [], 1), blockOf(blockOf(first, [], 1), [pay(2, [0])], 1));
    expect(await told(id)).toMatchObject({ state: 'verified', proof: { transactionId: idNumber(2), slot: 41 } });
  });

  test('takes back one of two proofs, and the other stands', async () => {
    const id = await request();
    const [first, second] = onFunds([pay(2, [0])], [pay(3, [1])]);
    if (first === undefined || second === undefined) throw new Error('two blocks were made');
    await forward(funds, first, second);
    await backTo(first);
    expect(await told(id)).toMatchObject({ state: 'verified', proof: { transactionId: idNumber(2) } });
  });

  test('behind the last slot makes the expired pending again, and after it leaves it expired', async () => {
    const id = await request({ expiresAt: timeOf(35) });
    const [at20, at30, at40, at50] = onFunds([], [], [], []);
    if (!at20 || !at30 || !at40 || !at50) throw new Error('four blocks were made');
    await forward(funds, at20, at30, at40, at50);
    await expire();
    expect(await stateOf(id)).toBe('expired');
    await backTo(at40);
    expect(await stateOf(id)).toBe('expired');
    await backTo(at30);
    expect(await stateOf(id)).toBe('pending');
    await forward(blockOf(at20, [pay(2, [0])], 1));
    expect(await stateOf(id)).toBe('verified');
  });

  test('of everything leaves every verification waiting', async () => {
    const id = await request();
    await forward(funds, ...onFunds([pay(2, [0])]));
    await inTransaction(database.pool, (tx) => rollBackTo(tx, null));
    expect(await stateOf(id)).toBe('pending');
  });
});

describe('time', () => {
  test("is our chain's: nothing expires before the chain has passed it, whatever the clock says", async () => {
    const id = await request({ expiresAt: timeOf(30) });
    const [at20, at30] = onFunds([], []);
    if (!at20 || !at30) throw new Error('two blocks were made');
    await forward(funds, at20);
    await expire();
    expect(await stateOf(id)).toBe('pending');
    await forward(at30);
    await expire();
    expect(await stateOf(id)).toBe('expired');
  });

  test('sets amount and address free when no roll backward can bring the verification back, not before', async () => {
    await request({ expiresAt: timeOf(30) });
    await forward(funds, ...onFunds([], [], []));
    await expire(2);
    await expect(request()).rejects.toMatchObject({ code: 'POOLTOOL_VERIFICATION_CLASH' });
    await expire(1);
    expect(await stateOf(await request())).toBe('pending');
  });

  test('sets them free for the verified when the proof is that deep, and it stays verified', async () => {
    const id = await request();
    await forward(funds, ...onFunds([pay(2, [0])], [], []));
    await expire(3);
    await expect(request()).rejects.toMatchObject({ code: 'POOLTOOL_VERIFICATION_CLASH' });
    await expire(2);
    await request({ requestedAt: timeOf(40) });
    expect(await stateOf(id)).toBe('verified');
  });
});

describe('a payer we do not know', () => {
  const foreign = transaction({
    number: 7,
    inputs: [inputOf(0xf0, 3), inputOf(1, 0)],
    outputs: [outputTo(OURS, AMOUNT)],
  });
  const source = `${idNumber(0xf0)}#3`;
  const isOf = (credential: StakeCredential) =>
    inTransaction(database.pool, (tx) =>
      tellPayers(tx, new Map<string, Payer>([[source, { kind: 'credential', credential }]])),
    );

  test('leaves the verification open and says why, until somebody tells', async () => {
    const id = await request();
    await forward(funds, ...onFunds([foreign]));
    expect(await told(id)).toMatchObject({
      state: 'payer-unknown',
      why: expect.stringContaining('whose the outputs are that it spends'),
      payments: [
        { verdict: 'payer-unknown', payers: [{ input: source, payer: null }, { payer: `key:${claimed.hash}` }] },
      ],
    });
    expect(await paymentsOfUnknown(database.pool, { most: 10 })).toEqual([
      { verification: id, transactionId: idNumber(7), missing: [source] },
    ]);
    await isOf(claimed);
    expect(await stateOf(id)).toBe('verified');
    expect(await paymentsOfUnknown(database.pool, { most: 10 })).toEqual([]);
  });

  test('who turns out to be somebody else refutes the payment', async () => {
    const id = await request();
    await forward(funds, ...onFunds([foreign]));
    await isOf(stranger);
    expect(await told(id)).toMatchObject({ state: 'pending', payments: [{ verdict: 'refutes' }] });
  });

  test('is told too late when the payment was rolled back meanwhile: nothing is written', async () => {
    const id = await request();
    await forward(funds, ...onFunds([foreign]));
    await backTo(funds);
    await isOf(claimed);
    expect(await told(id)).toMatchObject({ state: 'pending', payments: [] });
  });

  test('is asked about also after the last slot, as the payment was in time', async () => {
    const id = await request({ expiresAt: timeOf(30) });
    await forward(funds, ...onFunds([foreign], [], [], []));
    await expire(1);
    expect(await stateOf(id)).toBe('payer-unknown');
    await isOf(claimed);
    expect(await stateOf(id)).toBe('verified');
  });

  test('is what everybody is when outputs are not kept', async () => {
    const id = await request();
    const [paying] = onFunds([pay(2, [0])]);
    if (paying === undefined) throw new Error('a block was made');
    await inTransaction(database.pool, (tx) =>
      recordBlocks(tx, [funds, paying].map(factsOfBlock), { feed: 'chain', tellFrom: null, keepOutputs: false }),
    );
    expect(await stateOf(id)).toBe('payer-unknown');
    const { rows } = await database.pool.query('select from chain_output union all select from output_spending');
    expect(rows).toEqual([]);
  });
});

test('what becomes of a verification is told to whoever listens, when it is committed', async () => {
  const heard: unknown[] = [];
  const listening = await listen(database.pool, VERIFICATIONS_CHANNEL, (payload) =>
    heard.push(readVerificationChange(payload)),
  );
  onTestFinished(() => listening.close());
  const id = await request();
  const [paying] = onFunds([pay(2, [0])]);
  if (paying === undefined) throw new Error('a block was made');
  await forward(funds, paying);
  await backTo(funds);
  await vi.waitFor(() => expect(heard).toHaveLength(2));
  expect(heard).toEqual([
    { id, was: 'pending', state: 'verified', proof: idNumber(2) },
    { id, was: 'verified', state: 'pending', proof: null },
  ]);
  expect(readVerificationChange('{"id": 7}')).toBeNull();
  expect(readVerificationChange('not JSON')).toBeNull();
});
