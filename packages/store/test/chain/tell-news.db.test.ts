import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { poolNumber, poolRegistration, retirement } from './small-chain.ts';
import { at, blocksOn, openToldChain, type ToldChain, times } from './told-chain.ts';

let chain: ToldChain;
beforeAll(async () => {
  chain = await openToldChain();
});
afterAll(() => chain.close());
beforeEach(() => chain.clear());

/** The numbers people read of each block, in the chain's order. */
const numbers = async () => {
  const told = (await chain.deliver()).filter(({ kind }) => kind === 'block_minted');
  return told
    .toSorted((a, b) => Number(a.slot) - Number(b.slot))
    .map(({ payload: { pool, nbe, nb } }) => [Number.parseInt(String(pool), 16), nbe, nb]);
};

const PREVIEW_START_SECONDS = Date.UTC(2022, 9, 25) / 1000;

describe('a block is told', () => {
  test('once, with its numbers, however often it is recorded anew', async () => {
    const [first, second] = blocksOn(null, [{ pool: 1 }, { pool: 2 }]);
    if (first === undefined || second === undefined) throw new Error('two blocks were made');
    await chain.forward([first]);
    expect(await chain.deliver()).toContainEqual({
      key: `block_minted:${first.hash}`,
      kind: 'block_minted',
      subject: poolNumber(1),
      slot: 10,
      payload: { pool: poolNumber(1), nbe: 1, nb: 1 },
    });
    await chain.forward([second]);
    await chain.backTo(first);
    await chain.forward([second]);
    expect((await chain.deliver()).filter(({ kind }) => kind === 'block_minted')).toMatchObject([
      { payload: { pool: poolNumber(2), nbe: 1, nb: 1 } },
    ]);
    expect(await chain.deliver()).toEqual([]);
  });

  test('with its own numbers inside a batch, also across an epoch', async () => {
    await chain.forward(blocksOn(null, [...times(2, 1), ...times(1, 2), ...times(7, 1), ...times(2, 1)]));
    expect(await numbers()).toEqual([
      [1, 1, 1],
      [1, 2, 2],
      [2, 1, 1],
      ...[3, 4, 5, 6, 7, 8].map((nth) => [1, nth, nth]),
      [1, 1, 9],
      [1, 2, 10],
      [1, 3, 11],
    ]);
  });

  test('with the same numbers one by one', async () => {
    const made = [...times(2, 1), ...times(1, 2), ...times(9, 1)];
    await chain.forward(blocksOn(null, made));
    const together = await numbers();
    await chain.clear();
    for (const block of blocksOn(null, made)) await chain.forward([block]);
    expect(await numbers()).toEqual(together);
  });

  test('not when it is older than news are, nor when nobody is to be told', async () => {
    const blocks = blocksOn(null, times(4, 1));
    await chain.forward(blocks.slice(0, 2), { tellFrom: 20 });
    await chain.forward(blocks.slice(2), { tellFrom: null });
    expect(await numbers()).toEqual([[1, 2, 2]]);
  });

  test('without numbers that nobody knows, where our chain begins in the middle', async () => {
    const unseen = at(blocksOn(null, times(4, 9)), 4);
    await chain.pool.query(`insert into pool (pool_id, blocks_before) values (decode($1, 'hex'), 98)`, [poolNumber(2)]);
    await chain.forward(blocksOn(unseen, [{ pool: 1 }, { pool: 2 }, ...times(4, 3), { pool: 1 }, { pool: 2 }]));
    const told = await numbers();
    expect(told.filter(([pool]) => pool !== 3)).toEqual([
      [1, null, null],
      [2, null, 99],
      [1, 1, null],
      [2, 1, 100],
    ]);
    expect(await milestones()).toEqual([{ pool: poolNumber(2), blocks: 100, height: 12n }]);
  });
});

const milestones = async () => {
  const { rows } = await chain.pool.query(
    `select encode(pool_id, 'hex') as pool, blocks, height from milestone order by pool_id, blocks`,
  );
  return rows;
};

const awardsTold = async () => (await chain.deliver()).filter(({ kind }) => kind === 'award');

describe('a milestone', () => {
  test('inside a batch is written and told', async () => {
    const blocks = blocksOn(null, times(11, 1));
    await chain.forward(blocks);
    expect(await milestones()).toEqual([
      { pool: poolNumber(1), blocks: 1, height: 1n },
      { pool: poolNumber(1), blocks: 10, height: 10n },
    ]);
    expect((await awardsTold()).toSorted((a, b) => Number(a.slot) - Number(b.slot))).toEqual([
      expect.objectContaining({ key: `award:${poolNumber(1)}:1:${at(blocks, 1).hash}` }),
      {
        key: `award:${poolNumber(1)}:10:${at(blocks, 10).hash}`,
        kind: 'award',
        subject: poolNumber(1),
        slot: 100,
        payload: {
          pool: poolNumber(1),
          award: {
            award: 'LIFETIME_BLOCKS_10',
            type: 'MAINBLOCKS',
            text: '# 10<br/>10th Preview Block',
            hash: at(blocks, 10).hash,
            value: PREVIEW_START_SECONDS + 100,
          },
        },
      },
    ]);
  });

  test('is written, and not told, when it is no news', async () => {
    await chain.forward(blocksOn(null, times(10, 1)), { tellFrom: 101 });
    expect(await milestones()).toHaveLength(2);
    expect(await awardsTold()).toEqual([]);
  });

  test('marks the document that shows it, when it comes and when it goes', async () => {
    const marks = async () => {
      const { rows } = await chain.pool.query(`delete from document_mark where kind = 'award' returning subject`);
      return rows.map(({ subject }) => subject);
    };
    const blocks = blocksOn(null, times(10, 1));
    await chain.forward(blocks.slice(0, 9));
    expect(await marks()).toEqual([`${poolNumber(1)}/1`]);
    await chain.forward(blocks.slice(9));
    expect(await marks()).toEqual([`${poolNumber(1)}/10`]);
    await chain.backTo(at(blocks, 9));
    expect(await marks()).toEqual([`${poolNumber(1)}/10`]);
    expect(await milestones()).toEqual([{ pool: poolNumber(1), blocks: 1, height: 1n }]);
  });

  test('of a block that a fork takes away belongs to the block that is the tenth then, and that is news', async () => {
    const trunk = blocksOn(null, times(9, 1));
    const tip = at(trunk, 9);
    const lost = blocksOn(tip, times(1, 1), 1);
    await chain.forward([...trunk, ...lost]);
    expect(await awardsTold()).toHaveLength(2);

    const won = blocksOn(tip, [{ pool: 2 }, { pool: 1 }], 2);
    await chain.switchTo(tip, won);
    const { rows } = await chain.pool.query(
      `select encode(hash, 'hex') as hash, slot, epoch from milestone where blocks = 10`,
    );
    expect(rows).toEqual([{ hash: at(won, 11).hash, slot: 112n, epoch: 1 }]);
    expect((await awardsTold()).map(({ key }) => key).toSorted()).toEqual([
      `award:${poolNumber(1)}:10:${at(won, 11).hash}`,
      `award:${poolNumber(2)}:1:${at(won, 10).hash}`,
    ]);
  });
});

const certified = async () =>
  (await chain.deliver())
    .filter(({ kind }) => kind !== 'block_minted' && kind !== 'award')
    .toSorted((a, b) => Number(a.slot) - Number(b.slot) || (a.kind < b.kind ? -1 : 1));

const transactionOf = (height: number) => height.toString(16).padStart(64, '0');

describe('a certificate of a pool is told', () => {
  test('as a new pool, a change with the epoch that goes by it, a retirement, and none after all', async () => {
    const made = [
      { pool: 1, effects: [poolRegistration(7, 5n)] },
      { pool: 1, effects: [poolRegistration(7, 6n)] },
      { pool: 1, effects: [poolRegistration(7, 6n)] },
      { pool: 1, effects: [retirement(7, 4), poolRegistration(7, 6n)] },
    ];
    await chain.forward(blocksOn(null, made));
    const pool = poolNumber(7);
    expect(await certified()).toEqual([
      {
        key: `wallet_newpool:${transactionOf(1)}:0`,
        kind: 'wallet_newpool',
        subject: pool,
        slot: 10,
        payload: { pool, epoch_effective: 2, pledge: '5', cost: '340000000', margin: '1/20' },
      },
      {
        key: `wallet_poolchange:${transactionOf(2)}:0:pledge`,
        kind: 'wallet_poolchange',
        subject: pool,
        slot: 20,
        payload: { pool, change: { pledge: { epoch_effective: 3, old_value: '5', new_value: '6' } } },
      },
      {
        key: `pool_retirement:${transactionOf(4)}:0`,
        kind: 'pool_retirement',
        subject: pool,
        slot: 40,
        payload: { pool, retiring_epoch: 4, instead: null },
      },
      {
        key: `pool_retirement_cancelled:${transactionOf(4)}:1`,
        kind: 'pool_retirement_cancelled',
        subject: pool,
        slot: 40,
        payload: { pool, retiring_epoch: 4 },
      },
    ]);
  });

  test('once, when a fork puts it into another block, where its notice hangs from then on', async () => {
    const [root] = blocksOn(null, times(1, 1));
    if (root === undefined) throw new Error('a block was made');
    const one = blocksOn(root, [{ pool: 1, effects: [poolRegistration(7, 5n)] }], 1);
    const other = blocksOn(root, [{ pool: 2, effects: [poolRegistration(7, 5n)] }], 2);
    await chain.forward([root, ...one]);
    expect(await certified()).toHaveLength(1);
    await chain.switchTo(root, other);
    expect(await certified()).toEqual([]);
    const { rows } = await chain.pool.query(`select slot, state from notice where kind = 'wallet_newpool'`);
    expect(rows).toEqual([{ slot: 22n, state: 'enqueued' }]);
  });

  test('as it became, when a fork moved it before anybody had heard', async () => {
    const trunk = blocksOn(null, times(8, 1));
    const tip = at(trunk, 8);
    const registered = { pool: 1, effects: [poolRegistration(7, 5n)] };
    // Height 9 is slot 91 in the first branch, which is epoch 0; a slot of 9 more is epoch 1.
    const early = blocksOn(tip, [registered], 1);
    const late = blocksOn(tip, [registered], 9).map((block) => ({
      ...block,
      slot: at(blocksOn(null, times(10, 1)), 10).slot,
    }));
    await chain.forward([...trunk, ...early]);
    await chain.switchTo(tip, late);
    expect(await certified()).toMatchObject([{ slot: 100, payload: { epoch_effective: 3 } }]);
  });

  test('as a new pool only where older pools are known: from the genesis on, or by a snapshot', async () => {
    const unseen = at(blocksOn(null, times(4, 9)), 4);
    const made = [
      { pool: 1, effects: [poolRegistration(7, 5n)] },
      { pool: 1, effects: [poolRegistration(7, 6n)] },
      { pool: 1, effects: [poolRegistration(8, 1n)] },
    ];
    const blocks = blocksOn(unseen, made);
    await chain.forward(blocks.slice(0, 2));
    expect((await certified()).map(({ kind }) => kind)).toEqual(['wallet_poolchange']);
    onTestFinished(async () => void (await chain.pool.query('delete from snapshot_epoch')));
    await chain.pool.query(`insert into snapshot_epoch values (1, 0, 0, 0, '')`);
    await chain.forward(blocks.slice(2));
    expect((await certified()).map(({ kind }) => kind)).toEqual(['wallet_newpool']);
  });

  test('not when it is older than news are', async () => {
    await chain.forward(blocksOn(null, [{ pool: 1, effects: [poolRegistration(7, 5n)] }, { pool: 1 }]), {
      tellFrom: 11,
    });
    expect(await certified()).toEqual([]);
  });
});
