import {
  type Block,
  lovelace,
  preview,
  type StakeCredential,
  slot,
  slotStartMs,
  stakeCredential,
  type TransactionInput,
} from '@pooltool/domain';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { type MemoryLog, memoryLog } from '@pooltool/shared-utils/log';
import { type Metrics, makeMetrics } from '@pooltool/shared-utils/metrics';
import { inTransaction, openPool, type Pool } from '@pooltool/shared-utils/pg';
import { recordBlocks, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { paymentsOfUnknown, requestVerification, verificationState } from '@pooltool/store/verifications';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { credentialNumber, factsOfBlock, tipOf } from '../../../store/test/chain/small-chain.ts';
import {
  addressOf,
  blockOf,
  idNumber,
  inputOf,
  OURS,
  OURS_TEXT,
  outputTo,
  transaction,
} from '../../../store/test/verifications/paying-chain.ts';
import { justTheTip } from '../../src/just-the-tip/watch.ts';
import { dbSyncLearns, makeDbSync } from './db-sync.ts';

let ours: TestDatabase;
let dbSync: TestDatabase;
/** as the daemon's own: statements travel together */
let pool: Pool;
beforeAll(async () => {
  [ours, dbSync] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  pool = openPool({ connectionString: ours.url, applicationName: 'just-the-tip', pipelined: true });
  await makeDbSync(dbSync.pool);
});
afterAll(async () => {
  await pool.end();
  await Promise.all([ours.close(), dbSync.close()]);
});
beforeEach(async () => {
  await ours.pool.query(
    'truncate block, sync_point, epoch_chain, pool_epoch_blocks, pool, chain_output, output_spending, verification cascade',
  );
  await dbSync.pool.query('truncate tx, tx_out, stake_address');
});

interface Watch {
  readonly clock: ManualClock;
  readonly log: MemoryLog;
  readonly metrics: Metrics;
  stop(): Promise<void>;
}

async function startWatch(config: { DB_SYNC_URL: string | undefined } = { DB_SYNC_URL: dbSync.url }): Promise<Watch> {
  const clock = manualClock();
  const log = memoryLog();
  const metrics = makeMetrics({ daemon: 'oura-consumer', processMetrics: false });
  const stopping = new AbortController();
  const opened: (() => unknown)[] = [];
  const { ended } = await justTheTip({
    pool,
    network: { ...preview, securityParameter: 3 },
    config,
    clock,
    log,
    metrics,
    signal: stopping.signal,
    resources: { onClose: (_, close) => void opened.push(close) },
  });
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    stopping.abort(new Error('the test is over'));
    await ended;
    for (const close of opened.toReversed()) await close();
  };
  onTestFinished(stop);
  return { clock, log, metrics, stop };
}

const AMOUNT = 2_345_678n;
const claimed = credentialNumber(0xa1);
const timeOf = (at: number) => new Date(slotStartMs(preview, slot(at)));
const request = () =>
  inTransaction(pool, (tx) =>
    requestVerification(tx, {
      network: preview,
      credential: claimed,
      address: OURS_TEXT,
      amount: lovelace(AMOUNT),
      requestedAt: timeOf(0),
      expiresAt: timeOf(60),
    }),
  );
const stateOf = async (id: string) => (await verificationState(pool, id))?.state;
const becomes = (id: string, state: string) => vi.waitFor(async () => expect(await stateOf(id)).toBe(state));

const forward = (...blocks: Block[]) =>
  inTransaction(pool, (tx) => recordBlocks(tx, blocks.map(factsOfBlock), { feed: 'chain', tellFrom: null }));

const backTo = (block: Block) =>
  inTransaction(pool, async (tx) => {
    await rollBackTo(tx, tipOf(block));
    await writeSyncPoint(tx, 'chain', tipOf(block));
  });

/** Slot 10: a block we have. Slot 20: a payment from outputs of before our chain. */
const first = blockOf(null, []);
const SOURCES = [inputOf(0xf0, 3), inputOf(0xf1, 0)] as const;
const payment = transaction({ number: 7, inputs: SOURCES, outputs: [outputTo(OURS, AMOUNT)] });
const paying = blockOf(first, [payment]);
const learn = (input: TransactionInput, owner: StakeCredential | null) => dbSyncLearns(dbSync.pool, input, owner);

/** Lets time go on, a loop's rest after the other, until it is so. */
const passesUntil = ({ clock }: Watch, isSo: () => Promise<void>) =>
  vi.waitFor(async () => {
    await clock.advance(60_000);
    await isSo();
  });
const hears = ({ log }: Watch, event: string) => vi.waitFor(() => expect(log.events()).toContain(event));

describe('payers of before our chain', () => {
  test('are told by db-sync when the payment is recorded', async () => {
    await learn(SOURCES[0], claimed);
    await learn(SOURCES[1], claimed);
    const watch = await startWatch();
    const id = await request();
    await forward(first, paying);
    await becomes(id, 'verified');
    await hears(watch, 'verification.verified');
    expect(watch.log.of('verification.verified')).toEqual([{ verification: id, proof: idNumber(7) }]);
  });

  test('are asked for again while db-sync is behind: what it does not have is no answer', async () => {
    const watch = await startWatch();
    const id = await request();
    await forward(first, paying);
    await hears(watch, 'verification.payer-unknown');
    expect(watch.log.of('verification.payer-unknown')).toEqual([
      {
        verification: id,
        transactionId: idNumber(7),
        missing: SOURCES.map(({ transactionId, index }) => `${transactionId}#${index}`),
        why: expect.stringContaining('db-sync does not have them yet'),
      },
    ]);
    await learn(SOURCES[0], claimed);
    await passesUntil(watch, async () =>
      expect((await paymentsOfUnknown(pool, { most: 10 }))[0]?.missing).toEqual([`${SOURCES[1].transactionId}#0`]),
    );
    expect(await stateOf(id)).toBe('payer-unknown');
    await learn(SOURCES[1], claimed);
    await passesUntil(watch, async () => expect(await stateOf(id)).toBe('verified'));
  });

  test('are asked for after a restart in between', async () => {
    const before = await startWatch();
    const id = await request();
    await forward(first, paying);
    await hears(before, 'verification.payer-unknown');
    await before.stop();
    await learn(SOURCES[0], stakeCredential('script', claimed.hash));
    await startWatch();
    await becomes(id, 'pending');
    expect(await verificationState(pool, id)).toMatchObject({ payments: [{ verdict: 'refutes' }] });
  });

  test('who are nobody in db-sync refute the payment', async () => {
    await learn(SOURCES[0], claimed);
    await learn(SOURCES[1], null);
    await startWatch();
    const id = await request();
    await forward(first, paying);
    await vi.waitFor(async () =>
      expect(await verificationState(pool, id)).toMatchObject({
        state: 'pending',
        payments: [{ verdict: 'refutes', payers: [{ payer: `key:${claimed.hash}` }, { payer: 'nobody' }] }],
      }),
    );
  });

  test('are asked for when db-sync answers again', async () => {
    const empty = await createTestDatabase();
    onTestFinished(() => empty.close());
    const watch = await startWatch({ DB_SYNC_URL: empty.url });
    const id = await request();
    await forward(first, paying);
    await hears(watch, 'verification.question-failed');
    expect(await stateOf(id)).toBe('payer-unknown');
    await makeDbSync(empty.pool);
    for (const source of SOURCES) await dbSyncLearns(empty.pool, source, claimed);
    await passesUntil(watch, async () => expect(await stateOf(id)).toBe('verified'));
    await watch.stop();
  });

  test('stay unknown without a db-sync, which state, log and metrics say', async () => {
    const watch = await startWatch({ DB_SYNC_URL: undefined });
    const id = await request();
    await forward(first, paying);
    await hears(watch, 'verification.payer-unknown');
    expect(watch.log.of('verification.payer-unknown')).toEqual([
      expect.objectContaining({ verification: id, why: expect.stringContaining('no DB_SYNC_URL') }),
    ]);
    expect(await stateOf(id)).toBe('payer-unknown');
    const { text } = await watch.metrics.page();
    expect(text).toMatch(/^pooltool_payments_of_unknown_payers\{[^}]*\} 1$/m);
  });

  test('are not written into a payment that is rolled back meanwhile', async () => {
    const watch = await startWatch();
    const id = await request();
    await forward(first, paying);
    await hears(watch, 'verification.payer-unknown');
    await backTo(first);
    for (const source of SOURCES) await learn(source, claimed);
    await passesUntil(watch, async () => expect(await stateOf(id)).toBe('pending'));
    await forward(blockOf(first, [payment], 1));
    await becomes(id, 'verified');
  });
});

describe('the daemon', () => {
  test('tells of a proof that was undone, and of what expired', async () => {
    const watch = await startWatch();
    const id = await request();
    const own = transaction({ number: 1, outputs: [outputTo(addressOf(claimed), 100n)] });
    const start = blockOf(null, [own]);
    const proving = transaction({ number: 2, inputs: [inputOf(1)], outputs: [outputTo(OURS, AMOUNT)] });
    await forward(start, blockOf(start, [proving]));
    await backTo(start);
    await hears(watch, 'verification.undone');
    expect(watch.log.of('verification.undone')).toEqual([{ verification: id, state: 'pending' }]);
    let last = start;
    for (let height = 2; height <= 7; height += 1) {
      last = blockOf(last, [], 1);
      await forward(last);
    }
    await passesUntil(watch, async () => expect(watch.log.events()).toContain('verification.expired'));
    expect(await stateOf(id)).toBe('expired');
  });

  test('drops what was spent beyond the reach of a roll backward', async () => {
    const watch = await startWatch();
    const start = blockOf(null, [transaction({ number: 1, outputs: [outputTo(OURS, 5n), outputTo(OURS, 6n)] })]);
    const blocks = [start, blockOf(start, [transaction({ number: 2, inputs: [inputOf(1)] })])];
    for (let more = 0; more < 3; more += 1) blocks.push(blockOf(blocks.at(-1) ?? start, []));
    await forward(...blocks);
    const kept = async () => (await pool.query('select amount from chain_output')).rows;
    await passesUntil(watch, async () => expect(await kept()).toEqual([{ amount: 6n }]));
  });
});
