import { epoch, ledgerArrivalText } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  arrivalsAfter,
  readLedgerTotals,
  readParameters,
  readPots,
  recordArrival,
  saveLedgerFacts,
} from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smallArrival } from '../../../store/test/epoch/small-arrival.ts';
import { type DatabaseServerOfTest, startDatabaseServer } from '../cnode-api-server.ts';
import { ASKED_FOR, EPOCH_DATA, POOL_A, POOL_B, post } from './old-cnode.ts';

let server: DatabaseServerOfTest;
beforeAll(async () => {
  server = await startDatabaseServer({ legacyFrom: '127.0.0.1' });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.pool.query(
    'truncate ledger_arrival, epoch_params, epoch_pots, epoch_ledger, reward_epoch, epoch_chain, pool_epoch_blocks, document_mark cascade',
  );
});

const save = (body: unknown = EPOCH_DATA) => post(server, '/saveepochdata', body);
const withParams = (change: object) => ({ ...EPOCH_DATA, epoch_params: { ...EPOCH_DATA.epoch_params, ...change } });
const at = (of: number) => epoch(of);

/** Everything that the route may write, as text: what did not change is the same text. */
async function written(): Promise<string> {
  const { rows } = await server.pool.query<{ all: string }>(
    `select concat((select json_agg(p order by epoch) from epoch_params p), (select json_agg(p order by epoch) from epoch_pots p),
       (select json_agg(p order by epoch) from epoch_ledger p),
       (select json_agg(p order by epoch, pool_id) from epoch_ledger_pool_blocks p)) as all`,
  );
  return rows[0]?.all ?? '';
}

/** Our own chain holds epoch 511 whole, with these blocks and fees. */
async function followed({ blocks, fees }: { blocks: Record<string, number>; fees: bigint }): Promise<void> {
  await server.pool.query(
    `insert into epoch_chain (epoch, blocks, transactions, fees, output, size, first_slot, last_slot, last_height)
     select e, 4, 0, case e when 511 then $1::bigint else 0 end, 0, 0, e, e, e from generate_series(510, 512) as e`,
    [fees],
  );
  await server.pool.query(
    `insert into pool_epoch_blocks (epoch, pool_id, blocks)
     select 511, decode(pool, 'hex'), made::int from json_each_text($1::json) as m (pool, made)`,
    [JSON.stringify(blocks)],
  );
}

describe('what the old CNODE server tells of an epoch', () => {
  test('is known of the epochs it is of: pots and parameters of the one that began, blocks and fees of the one before', async () => {
    const { status, answer } = await save();
    expect([status, answer.success, answer.outcome]).toEqual([200, true, 'saved']);
    expect(await readPots(server.pool, at(512))).toEqual({
      reserves: 9_234_567_890_123_457n,
      treasury: 1_500_000_000_000_001n,
    });
    expect(await readLedgerTotals(server.pool, at(511))).toEqual({
      epoch: 511,
      fees: 41_234_567_891n,
      blocks: new Map([
        [POOL_A, 3],
        [POOL_B, 1],
      ]),
    });
    expect(await readParameters(server.pool, at(512))).toEqual({
      optimalPoolCount: 500,
      pledgeInfluence: { numerator: 3n, denominator: 10n },
      monetaryExpansion: { numerator: 3n, denominator: 1000n },
      treasuryGrowth: { numerator: 2n, denominator: 10n },
      decentralisation: { numerator: 0n, denominator: 1n },
      protocolVersion: { major: 10, minor: 0 },
      minPoolCost: 170_000_000n,
      keyDeposit: 2_000_000n,
      poolDeposit: 500_000_000n,
      maxRetirementEpochs: 18,
      feePerByte: 44n,
      feeFixed: 155_381n,
      maxBlockBodySize: 90_112,
      maxTransactionSize: 16_384,
      maxBlockHeaderSize: 1100,
    });
    expect(await readParameters(server.pool, at(511)), 'not told').toBeNull();
    expect(await readPots(server.pool, at(511)), 'not told').toBeNull();
  });

  test('keeps every digit above 2^53', async () => {
    await save(withParams({ reserves: 13_999_999_999_999_999n }));
    expect((await readPots(server.pool, at(512)))?.reserves).toBe(13_999_999_999_999_999n);
  });

  test('may be told again without effect, and otherwise: then the last word counts', async () => {
    await save();
    const before = await written();
    expect((await save()).status).toBe(200);
    expect(await written()).toBe(before);
    expect((await save(withParams({ treasury: 1n }))).status).toBe(200);
    expect((await readPots(server.pool, at(512)))?.treasury).toBe(1n);
  });

  test('makes the documents of both epochs be drawn', async () => {
    await save();
    const { rows } = await server.pool.query(`select kind, subject from document_mark`);
    for (const wanted of [
      { kind: 'epoch_params', subject: '512' },
      { kind: 'epoch_params', subject: '511' },
      { kind: 'epoch', subject: '511' },
    ]) {
      expect(rows).toContainEqual(wanted);
    }
  });

  test('never replaces what a ledger dump says, of which it tells only a part', async () => {
    const arrival = smallArrival(512);
    await inTransaction(server.pool, (tx) => recordArrival(tx, { arrival, receivedAt: new Date(0) }));
    await inTransaction(server.pool, (tx) => saveLedgerFacts(tx, arrival));
    const before = await written();
    expect((await save()).answer).toMatchObject({ success: true, outcome: 'dump-known' });
    expect(await written()).toBe(before);
    const [kept] = await arrivalsAfter(server.pool, 0n);
    expect(ledgerArrivalText(kept?.arrival ?? smallArrival(1))).toBe(ledgerArrivalText(arrival));
  });

  test('by whoever sends only what the old server asked for, takes the rest from the epoch before', async () => {
    await save({ ...EPOCH_DATA, epoch: 511 });
    expect((await save({ ...EPOCH_DATA, epoch_params: ASKED_FOR })).status).toBe(200);
    expect(await readParameters(server.pool, at(512))).toMatchObject({ minPoolCost: 170_000_000n, feePerByte: 44n });
  });

  test('is written once when it is told many times at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => save()));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    expect((await readLedgerTotals(server.pool, at(511)))?.blocks.size).toBe(2);
  });
});

describe('blocks and fees as we followed them', () => {
  const AS_TOLD = { blocks: { [POOL_A]: 3, [POOL_B]: 1 }, fees: 41_234_567_891n };

  test('are taken without a word', async () => {
    await followed(AS_TOLD);
    expect((await save()).answer).toEqual({ success: true, outcome: 'saved', warnings: [] });
  });

  test.each<[string, typeof AS_TOLD, string]>([
    ['another count', { ...AS_TOLD, blocks: { [POOL_A]: 2, [POOL_B]: 1 } }, `${POOL_A} told 3, followed 2`],
    ['a pool that we do not know', { ...AS_TOLD, blocks: { [POOL_A]: 3 } }, `${POOL_B} told 1, followed 0`],
    [
      'a pool that is not told',
      { ...AS_TOLD, blocks: { ...AS_TOLD.blocks, ['cc'.repeat(28)]: 7 } },
      `${'cc'.repeat(28)} told 0, followed 7`,
    ],
    ['other fees', { ...AS_TOLD, fees: 1n }, 'told 41234567891, followed 1'],
  ])('and told otherwise are refused: %s', async (_what, ours, says) => {
    await followed(ours);
    const { status, answer } = await save();
    expect([status, answer.error?.code]).toEqual([409, 'POOLTOOL_TOLD_OTHERWISE_THAN_FOLLOWED']);
    expect(answer.error?.message).toContain(says);
    expect(await written()).toBe('');
  });

  test('that cannot be compared are taken, and that is said', async () => {
    expect((await save()).answer.warnings).toEqual([expect.stringContaining('epoch 511 were not compared')]);
    expect(server.log.of('legacy.epoch-data-doubtful').length).toBeGreaterThan(0);
  });

  test('with another reward pot than ours of the epoch that was paid are taken, and that is said', async () => {
    await followed(AS_TOLD);
    await server.pool.query(rewardEpoch(510, 9_876_543_210_987n));
    expect((await save()).answer.warnings).toEqual([]);
    const other = await save(withParams({ reward_pot: 5n }));
    expect(other.answer.warnings).toEqual(['the reward pot of epoch 510 is told as 5, ours is 9876543210987']);
  });
});

/** A row of an earned epoch of which only `available` matters. */
const rewardEpoch = (earned: number, available: bigint): string =>
  `insert into reward_epoch values (${earned}, 'final', '1/1', 0, 0, 0, 0, ${available}, 0, 0, 0, 0, 0, 0, 0)`;
