import type { Block } from '@pooltool/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BLOCK_COLUMNS } from '../../src/chain/undone-blocks.ts';
import { poolNumber } from './small-chain.ts';
import { at, blocksOn, openToldChain, type ToldChain, times } from './told-chain.ts';

let chain: ToldChain;
beforeAll(async () => {
  chain = await openToldChain();
});
afterAll(() => chain.close());

/** Height 1, then the block of pool 7 that forks take away and bring back, and what replaces it. */
const [root] = blocksOn(null, times(1, 1));
if (root === undefined) throw new Error('a block was made');
const lost = at(blocksOn(root, times(1, 7), 1), 2);
/** Another branch from `root` on: heights 2 … */
const branch = (length: number, number = 2): Block[] => blocksOn(root, times(length, 1), number);
/** Heights 3 … on top of the lost block. */
const onLost = (length: number): Block[] => blocksOn(lost, times(length, 1), 3);

beforeEach(async () => {
  await chain.clear();
  await chain.forward([root, lost]);
});

/** What the channel tells about the lost block now, in the words of the keys. */
const heard = async () => {
  const told = await chain.deliver();
  return told.filter(({ key }) => key.includes(lost.hash) && !key.startsWith('award')).map(({ key }) => words(key));
};
const words = (key: string) => key.replace(`:${lost.hash}`, '');
/** What it is going to tell about the lost block. */
const waiting = async () => {
  const { rows } = await chain.pool.query<{ key: string }>(
    `select data->>'key' as key from pgboss.job where state = 'created' and data->>'key' ~ $1`,
    [`^block_(orphaned|restored):${lost.hash}`],
  );
  return rows.map(({ key }) => words(key));
};

describe('people who were told of a block that a fork took away', () => {
  beforeEach(async () => {
    await heard();
  });

  test('hear so when our chain is six blocks higher, and by whose block', async () => {
    const other = branch(7);
    await chain.switchTo(root, other.slice(0, 6));
    expect(await heard()).toEqual([]);
    await chain.forward(other.slice(6));
    expect(await chain.deliver()).toContainEqual({
      key: `block_orphaned:${lost.hash}:1`,
      kind: 'block_orphaned',
      subject: poolNumber(7),
      slot: at(other, 8).slot,
      payload: {
        pool: poolNumber(7),
        height: 2,
        hash: lost.hash,
        slot: lost.slot,
        epoch: 0,
        by: { hash: at(other, 2).hash, pool: poolNumber(1) },
      },
    });
  });

  test('hear it also when the seven blocks come in one batch, and in a batch that goes far beyond', async () => {
    await chain.switchTo(root, branch(12));
    const [correction] = (await chain.deliver()).filter(({ kind }) => kind === 'block_orphaned');
    expect(correction).toMatchObject({ slot: at(branch(12), 8).slot });
  });

  test('hear it once, however the chain goes on', async () => {
    const other = branch(12);
    await chain.switchTo(root, other);
    expect(await heard()).toEqual(['block_orphaned:1']);
    await chain.backTo(at(other, 4));
    await chain.forward(other.slice(3));
    await chain.backTo(at(other, 9));
    await chain.forward(other.slice(8));
    expect(await heard()).toEqual([]);
  });

  test('hear nothing when it comes back before', async () => {
    await chain.switchTo(root, branch(3));
    await chain.switchTo(root, [lost, ...onLost(8)]);
    expect(await heard()).toEqual([]);
  });

  test('hear nothing when it comes back before the correction was sent', async () => {
    await chain.switchTo(root, branch(8));
    expect(await waiting()).toEqual(['block_orphaned:1']);
    await chain.switchTo(root, [lost, ...onLost(8)]);
    expect(await waiting()).toEqual([]);
    expect(await heard()).toEqual([]);
  });

  test('hear that it is back after they heard that it was gone', async () => {
    await chain.switchTo(root, branch(8));
    expect(await heard()).toEqual(['block_orphaned:1']);
    await chain.switchTo(root, [lost, ...onLost(8)]);
    expect(await chain.deliver()).toContainEqual({
      key: `block_restored:${lost.hash}:1`,
      kind: 'block_restored',
      subject: poolNumber(7),
      slot: lost.slot,
      payload: { pool: poolNumber(7), height: 2, hash: lost.hash, slot: lost.slot, epoch: 0 },
    });
  });

  test('hear each turn of a block that is undone twice and comes back twice', async () => {
    const story: string[] = [];
    const turns = [branch(8), [lost, ...onLost(8)], branch(8, 4), [lost, ...onLost(8)]];
    for (const blocks of turns) {
      await chain.switchTo(root, blocks);
      story.push(...(await heard()));
    }
    expect(story).toEqual(['block_orphaned:1', 'block_restored:1', 'block_orphaned:2', 'block_restored:2']);
  });

  test('do not hear again what they believe already, when the good news in between was not sent', async () => {
    await chain.switchTo(root, branch(8));
    expect(await heard()).toEqual(['block_orphaned:1']);
    await chain.switchTo(root, [lost]);
    expect(await waiting()).toEqual(['block_restored:1']);
    await chain.switchTo(root, branch(8, 4));
    expect(await waiting()).toEqual([]);
    expect(await heard()).toEqual([]);
    await chain.switchTo(root, [lost]);
    expect(await heard()).toEqual(['block_restored:2']);
  });

  test('hear nothing when the roll backward reaches below the correction, until the chain has grown again', async () => {
    const other = branch(8);
    await chain.switchTo(root, other);
    expect(await waiting()).toEqual(['block_orphaned:1']);
    await chain.backTo(at(other, 5));
    expect(await waiting()).toEqual([]);
    await chain.forward(blocksOn(at(other, 5), times(2, 1), 5));
    expect(await heard()).toEqual([]);
    await chain.forward(blocksOn(at(blocksOn(at(other, 5), times(2, 1), 5), 7), times(1, 1), 5));
    expect(await heard()).toEqual(['block_orphaned:1']);
  });

  test('are corrected while the chain is being caught up with, which is no news', async () => {
    await chain.backTo(root);
    await chain.forward(branch(8), { tellFrom: 1_000 });
    expect(await heard()).toEqual(['block_orphaned:1']);
  });

  test('are left alone while nobody is to be told', async () => {
    await chain.backTo(root);
    await chain.forward(branch(8), { tellFrom: null });
    expect(await heard()).toEqual([]);
  });

  test('hear of each block when several were taken away', async () => {
    const more = onLost(3);
    await chain.forward(more);
    await chain.deliver();
    await chain.switchTo(root, branch(12));
    const orphaned = (await chain.deliver()).filter(({ kind }) => kind === 'block_orphaned');
    expect(orphaned.map(({ payload }) => Number(payload['height'])).toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5]);
  });
});

describe('nobody is corrected', () => {
  test('who was not told of the block', async () => {
    await chain.switchTo(root, branch(8));
    expect(await heard()).toEqual([]);
  });

  test('when there is no channel that could have told', async () => {
    const { rows } = await chain.pool.query(`delete from pgboss.subscription returning *`);
    await chain.clear();
    await chain.forward([root, lost]);
    await chain.pool.query(
      `insert into pgboss.subscription select * from jsonb_populate_recordset(null::pgboss.subscription, $1)`,
      [JSON.stringify(rows)],
    );
    await chain.switchTo(root, branch(8));
    expect(await heard()).toEqual([]);
  });

  test('whose worker had begun, and asked too late', async () => {
    const begun = await chain.begin();
    await chain.switchTo(root, branch(8));
    expect((await chain.tell(begun)).filter(({ key }) => key.includes(lost.hash))).toEqual([]);
    expect(await heard()).toEqual([]);
  });

  test('twice, when the worker had the correction in hand and the block came back before it was told', async () => {
    expect(await heard()).toEqual(['block_minted']);
    await chain.switchTo(root, branch(8));
    const begun = await chain.begin();
    await chain.switchTo(root, [lost, ...onLost(8)]);
    expect((await chain.tell(begun)).map(({ kind }) => kind)).not.toContain('block_orphaned');
    expect(await heard()).toEqual([]);
  });

  test('by a worker that had been killed, but by the next one', async () => {
    expect(await heard()).toEqual(['block_minted']);
    await chain.switchTo(root, branch(8));
    await chain.begin();
    await chain.pool.query(`update pgboss.job set state = 'retry' where state = 'active'`);
    expect(await heard()).toEqual(['block_orphaned:1']);
  });
});

describe('an undone block', () => {
  const kept = async () => {
    const { rows } = await chain.pool.query(
      `select encode(hash, 'hex') as hash, times, returned from undone_block order by height, hash`,
    );
    return rows;
  };

  test('is kept with every column it had', async () => {
    const columns = await chain.pool.query<{ column: string }>(
      `select attname::text as column from pg_attribute where attrelid = 'block'::regclass and attnum > 0 and not attisdropped`,
    );
    expect(columns.rows.map(({ column }) => column).toSorted()).toEqual([...BLOCK_COLUMNS].toSorted());

    const { rows: before } = await chain.pool.query(
      `select to_jsonb(b)::text as row from block b where hash = decode($1, 'hex')`,
      [lost.hash],
    );
    await chain.backTo(root);
    const { rows: after } = await chain.pool.query(
      `select (to_jsonb(u) - '{times,undone_at,returned}'::text[])::text as row from undone_block u`,
    );
    expect(after).toEqual(before);
  });

  test('knows how often it was undone and whether it is back', async () => {
    await chain.backTo(root);
    expect(await kept()).toEqual([{ hash: lost.hash, times: 1, returned: false }]);
    await chain.forward([lost]);
    expect(await kept()).toEqual([{ hash: lost.hash, times: 1, returned: true }]);
    await chain.backTo(root);
    expect(await kept()).toEqual([{ hash: lost.hash, times: 2, returned: false }]);
  });
});
