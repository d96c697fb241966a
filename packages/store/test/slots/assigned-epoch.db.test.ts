import { type AssignedPerformance, assignedPerformance, type Block, epoch, type TipReport } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { committedEpochs, readAssignedEpoch, recordReports, saveAssignedPerformance } from '@pooltool/store';
import { poolEpochSlots, poolSlots } from '@pooltool/store/documents';
import { tableRows } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { poolNumber } from '../chain/small-chain.ts';
import { at, blocksOn, openToldChain, type ToldChain } from '../chain/told-chain.ts';
import { claimOfBlock } from '../tips/propagation-in-words.ts';
import { reportOf } from '../tips/told-reports.ts';
import { commit, schedule, textOf } from './slot-sender.ts';

let chain: ToldChain;
beforeAll(async () => {
  chain = await openToldChain();
});
afterAll(() => chain.close());

/** Heights 1 to 11; heights 1 to 9 are epoch 0, a slot every ten. Pool 1 makes heights 1, 3, 5 …, pool 2 the others. */
const blocks = blocksOn(
  null,
  Array.from({ length: 11 }, (_, index) => ({ pool: 1 + (index % 2) })),
);
const EPOCH = epoch(0);

beforeEach(async () => {
  await chain.clear();
  await chain.pool.query(
    'truncate assigned_slots, assigned_performance, reporter, reported_block, propagation_epoch cascade',
  );
});

const judged = async (pool: number): Promise<AssignedPerformance | undefined> => {
  const found = (await readAssignedEpoch(chain.pool, EPOCH)).find((one) => one.pool === poolNumber(pool));
  return found && assignedPerformance(found);
};
const judgeAll = async () => {
  const pools = await readAssignedEpoch(chain.pool, EPOCH);
  await inTransaction(chain.pool, (tx) =>
    saveAssignedPerformance(tx, {
      epoch: EPOCH,
      pools: pools.map((said) => ({ pool: said.pool, performance: assignedPerformance(said) })),
    }),
  );
};
const record = (...reports: readonly TipReport[]) => inTransaction(chain.pool, (tx) => recordReports(tx, reports));
const settled = (made: number, slotBattlesLost: number, heightBattlesLost: number, missed: number) => ({
  outcome: 'settled',
  made,
  slotBattlesLost,
  heightBattlesLost,
  missed,
});
/** On the chain's second block: pool 3 makes a block at height 3, in slot 31, beside pool 1's in slot 30. */
const [loser] = blocksOn(at(blocks, 2), [{ pool: 3 }], 1);
const losing = (): Block => loser ?? at([], 0);

describe('what the chain says of a schedule', () => {
  beforeEach(() => chain.forward(blocks));

  test('blocks made, slots in which another pool stands, and slots in which nobody does', async () => {
    await schedule(chain.pool, poolNumber(1), EPOCH, [10, 20, 30, 50, 70, 90, 95]);
    expect(await judged(1)).toMatchObject(settled(5, 1, 0, 1));
  });

  test('a pool without any block of the epoch has missed its slots', async () => {
    await schedule(chain.pool, poolNumber(7), EPOCH, [11, 12]);
    expect(await judged(7)).toMatchObject(settled(0, 0, 0, 2));
  });

  test('blocks of the next epoch are no blocks of this one', async () => {
    await schedule(chain.pool, poolNumber(1), EPOCH, [10, 30, 50, 70, 90]);
    expect(await judged(1)).toMatchObject(settled(5, 0, 0, 0));
  });

  test('a block in a slot the pool did not name contradicts it', async () => {
    await schedule(chain.pool, poolNumber(1), EPOCH, [10, 30, 50, 70, 91]);
    expect(await judged(1)).toEqual({ outcome: 'contradicted', assigned: 5, made: 5 });
  });

  test('a commitment that is not revealed is told from one that the chain contradicts', async () => {
    await commit(chain.pool, { pool: poolNumber(1), of: 0, text: '[1]', count: 1 });
    await commit(chain.pool, { pool: poolNumber(2), of: 0, text: '[1,2,3,4,5]', count: 5 });
    expect(await judged(1)).toMatchObject({ outcome: 'contradicted' });
    expect(await judged(2)).toEqual({ outcome: 'unrevealed', assigned: 5, made: 4 });
  });
});

describe('a height battle', () => {
  beforeEach(() => schedule(chain.pool, poolNumber(3), EPOCH, [31]));
  const proven = { evidence: 'proven' } as const;

  test('is lost by a block that we had on our chain and that another pool’s took the place of', async () => {
    await chain.forward([at(blocks, 1), at(blocks, 2), losing()]);
    expect(await judged(3)).toMatchObject(settled(1, 0, 0, 0));
    await chain.switchTo(at(blocks, 2), blocks.slice(2));
    expect(await judged(3)).toMatchObject(settled(0, 0, 1, 0));
  });

  test('is not lost by a block that came back', async () => {
    await chain.forward([at(blocks, 1), at(blocks, 2), losing()]);
    await chain.switchTo(at(blocks, 2), blocks.slice(2));
    await chain.switchTo(at(blocks, 2), [losing()]);
    expect(await judged(3)).toMatchObject(settled(1, 0, 0, 0));
  });

  test('is not lost by a block that the same pool outdid', async () => {
    await chain.forward([at(blocks, 1), at(blocks, 2), losing()]);
    await schedule(chain.pool, poolNumber(3), epoch(1), [130]);
    const [second] = blocksOn(at(blocks, 2), [{ pool: 3 }], 0);
    await chain.switchTo(at(blocks, 2), second === undefined ? [] : [second]);
    expect(await judged(3)).toMatchObject({ outcome: 'contradicted' });
    await chain.pool.query(`update assigned_slots set slots = '{30,31}', count = 2 where epoch = 0`);
    expect(await judged(3)).toMatchObject(settled(1, 0, 0, 1));
  });

  test('is lost by a block that we never had, once it is proven and another pool saw it', async () => {
    await chain.forward(blocks);
    const claim = claimOfBlock(losing());
    const expectMissed = async () => expect(await judged(3)).toMatchObject(settled(0, 0, 0, 1));
    await record(reportOf(claim, 2, 400, { evidence: 'consistent' }), reportOf(claim, 3, 400));
    await expectMissed();
    await record(reportOf({ ...claim, producer: null }, 2, 400, proven));
    await expectMissed();
    await record(reportOf(claim, 3, 400, proven));
    expect(await judged(3)).toMatchObject(settled(0, 0, 1, 0));
  });

  test('cannot be claimed by the pool alone, from however many of its nodes', async () => {
    await chain.forward(blocks);
    const claim = claimOfBlock(losing());
    await record(reportOf(claim, 3, 10, proven), reportOf(claim, 3, 10, { ...proven, node: 'second' }));
    expect(await judged(3)).toMatchObject(settled(0, 0, 0, 1));
  });

  test('is not lost by a block that is on our chain, whatever height somebody claims for it', async () => {
    await chain.forward(blocks);
    const lie = { ...claimOfBlock(at(blocks, 5)), height: at(blocks, 6).height };
    await schedule(chain.pool, poolNumber(1), EPOCH, [10, 30, 50, 70, 90]);
    await record(reportOf(lie, 2, 400, proven));
    const before = (await committedEpochs(chain.pool, { after: -1, before: 1, limit: 5 })).map(
      ({ grounds }) => grounds,
    );
    expect(before).toEqual([expect.stringContaining('lost none')]);
    expect((await readAssignedEpoch(chain.pool, EPOCH)).flatMap(({ beaten }) => [...beaten])).toEqual([]);
  });

  test('proves nothing where no block stands at that height', async () => {
    await chain.forward(blocks.slice(0, 2));
    await record(reportOf(claimOfBlock(losing()), 2, 400, proven));
    expect(await judged(3)).toMatchObject(settled(0, 0, 0, 1));
  });
});

describe('a lifetime', () => {
  beforeEach(() => chain.forward(blocks));
  const shown = async (pool: number) => (await poolSlots(chain.pool, [poolNumber(pool)])).get(poolNumber(pool));

  test('is the sum of settled epochs, and judging an epoch again changes nothing', async () => {
    await schedule(chain.pool, poolNumber(1), EPOCH, [10, 20, 30, 50, 70, 90, 95]);
    await commit(chain.pool, { pool: poolNumber(1), of: 1, text: '[110]', count: 4 });
    expect(await shown(1)).toEqual({ newest: { epoch: 1, count: 4 }, lifetime: null });
    await judgeAll();
    expect(await shown(1)).toEqual({ newest: { epoch: 1, count: 4 }, lifetime: { assigned: 7, kept: 6 } });
    const rows = () => tableRows(chain.pool, { tables: ['assigned_performance'] });
    const first = await rows();
    await judgeAll();
    expect(await rows()).toEqual(first);
  });

  test('has nothing of epochs that are not revealed or are contradicted', async () => {
    await commit(chain.pool, { pool: poolNumber(1), of: 0, text: '[1]', count: 1 });
    await commit(chain.pool, { pool: poolNumber(2), of: 0, text: '[1,2,3,4,5]', count: 5 });
    await judgeAll();
    expect([(await shown(1))?.lifetime, (await shown(2))?.lifetime]).toEqual([null, null]);
    const both = [1, 2, 3].map((pool) => ({ pool: poolNumber(pool), epoch: EPOCH }));
    expect((await poolEpochSlots(chain.pool, both)).map(({ outcome }) => outcome)).toEqual([
      'contradicted',
      'unrevealed',
    ]);
  });

  test('is drawn again with the epoch for every pool that is judged or was', async () => {
    await schedule(chain.pool, poolNumber(1), EPOCH, [10]);
    await judgeAll();
    await chain.pool.query('truncate document_mark, assigned_slots');
    await judgeAll();
    const { rows } = await chain.pool.query<{ mark: string }>(
      `select kind || ' ' || subject as mark from document_mark order by 1`,
    );
    expect(rows.map(({ mark }) => mark)).toEqual([`pool ${poolNumber(1)}`, `pool_stats_epoch ${poolNumber(1)}/0`]);
    expect(await shown(1)).toBeUndefined();
  });
});

describe('the grounds of an epoch', () => {
  const grounds = async () =>
    (await committedEpochs(chain.pool, { after: -1, before: 1, limit: 5 })).map((one) => one.grounds);

  test('change with commitments, reveals, battles that become known and the chain, and with nothing else', async () => {
    await chain.forward(blocks);
    await commit(chain.pool, { pool: poolNumber(3), of: 0, text: textOf([31]), count: 1 });
    const seen = [...(await grounds())];
    const expectChange = async () => {
      const [now = ''] = await grounds();
      expect(seen).not.toContain(now);
      seen.push(now);
    };
    await commit(chain.pool, { pool: poolNumber(4), of: 0, text: '[5]', count: 1 });
    await expectChange();
    await schedule(chain.pool, poolNumber(5), EPOCH, [6]);
    await expectChange();
    await record(reportOf(claimOfBlock(losing()), 2, 400, { evidence: 'proven' }));
    await expectChange();
    await chain.forward(blocksOn(at(blocks, 11), [{ pool: 9 }]));
    await record(reportOf(claimOfBlock(at(blocks, 3)), 2, 400, { evidence: 'proven' }));
    expect(await grounds()).toEqual([seen.at(-1)]);
    await chain.switchTo(at(blocks, 8), blocksOn(at(blocks, 8), [{ pool: 6 }, { pool: 6 }], 1));
    await expectChange();
  });

  test('are told of epochs our chain has blocks of, in their order', async () => {
    await chain.forward(blocks);
    for (const of of [1, 0, 5]) await commit(chain.pool, { pool: poolNumber(3), of, text: '[]', count: 0 });
    const found = await committedEpochs(chain.pool, { after: -1, before: 9, limit: 5 });
    expect(found.map((one) => [one.epoch, one.lastHeight])).toEqual([
      [0, 9],
      [1, 11],
    ]);
    expect(await committedEpochs(chain.pool, { after: 0, before: 1, limit: 5 })).toEqual([]);
  });
});
