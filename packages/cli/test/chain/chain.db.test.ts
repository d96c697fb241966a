import { networkText } from '@pooltool/domain';
import { encodeBech32, fromHex } from '@pooltool/shared-utils/crypto';
import { createTestDatabase, type TestDatabase, tableHashes } from '@pooltool/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ranHere } from '../ran-here.ts';
import { type SmallChain, smallChain } from '../replay/small-chain.ts';

describe('pooltool chain', () => {
  let chain: SmallChain;
  let database: TestDatabase;
  const around = (of: TestDatabase = database) => ({
    settings: { DATABASE_URL: of.url, NETWORK: chain.networkFile },
  });
  const pooltool = (...args: string[]) => ranHere(args, around());
  const followed = async (from: number, to?: number, of: TestDatabase = database): Promise<void> => {
    const file = chain.written('followed.cbor', chain.bytesOf(from, to));
    await ranHere(['replay', file], around(of));
  };
  const tipAt = (index: number) => {
    const { slot = 0, hash = '', height = 0 } = chain.blocks[index]?.block ?? {};
    return { slot, hash, height };
  };

  beforeAll(() => {
    chain = smallChain();
  });
  afterAll(() => chain.remove());
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.close());

  describe('status', () => {
    test('of a database without a chain says so', async () => {
      expect(await pooltool('chain', 'status')).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('no chain yet'),
      });
      expect(JSON.parse((await pooltool('chain', 'status', '--json')).stdout)).toMatchObject({
        tip: null,
        reach: null,
      });
    });

    test('tells the tip as a cursor for Oura, where the chain begins, and what was rolled back', async () => {
      await followed(0);
      const { slot, hash, height } = tipAt(chain.blocks.length - 1);
      const { stdout } = await pooltool('chain', 'status');
      expect(stdout).toContain(`cursor     ${slot},${hash}`);
      expect(stdout).toContain('begins     at the genesis');
      expect(stdout).toContain('nothing was ever rolled back');
      await pooltool('chain', 'rollback-to', String(slot - 1), '--yes');
      const after = await pooltool('chain', 'status');
      expect(after.stdout).toContain(`height ${height}  ${slot}.${hash}`);
      expect(JSON.parse((await pooltool('chain', 'status', '--json')).stdout)).toMatchObject({
        network: { name: chain.network.name, securityParameter: chain.network.securityParameter },
        reach: { fromGenesis: true },
        undone: [{ hash, returned: false, times: 1 }],
      });
    });

    test('tells where a chain begins that was not followed from the genesis', async () => {
      await followed(10);
      expect((await pooltool('chain', 'status')).stdout).toContain(
        `in the middle, with slot ${tipAt(10).slot} of epoch 0`,
      );
    });
  });

  describe('rollback-to', () => {
    test('undoes what came after the slot, so that everything is as if it had never come', async () => {
      const kept = chain.blocks.length - 15;
      await followed(0, kept);
      const before = await tableHashes(database.pool);
      await followed(kept);
      const { exitCode, stdout } = await pooltool(
        'chain',
        'rollback-to',
        String(tipAt(kept - 1).slot),
        '--yes',
        '--json',
      );
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        did: 'rolled-back',
        undone: 15,
        tip: tipAt(kept - 1),
        wouldUndo: { blocks: 15 },
      });
      expect(await tableHashes(database.pool)).toEqual(before);
    });

    test('asks first, saying what it would undo, and undoes nothing without a yes', async () => {
      await followed(0, 20);
      const before = await tableHashes(database.pool);
      const args = ['chain', 'rollback-to', String(tipAt(9).slot)];
      const no = await ranHere(args, { ...around(), answer: false });
      expect(no).toMatchObject({ exitCode: 1, stdout: 'nothing was undone' });
      expect(no.stderr).toMatch(
        /This undoes 10 blocks of epoch 0, and \d+ notices .*height 9, .* becomes our tip\.\nUndo it\?/,
      );
      expect(await ranHere(args, around())).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('POOLTOOL_ROLLBACK_UNCLEAR: nobody is here to be asked: say --yes'),
      });
      expect(await tableHashes(database.pool)).toEqual(before);
      const yes = await ranHere(args, { ...around(), answer: true });
      expect(yes.stdout).toContain(`set its cursor to ${tipAt(9).slot},${tipAt(9).hash}`);
    });

    test('has nothing to do at the tip, or where there is no chain', async () => {
      expect((await pooltool('chain', 'rollback-to', '5')).stdout).toBe('nothing to undo: there is no chain');
      await followed(0, 5);
      expect((await pooltool('chain', 'rollback-to', String(tipAt(4).slot))).stdout).toMatch(
        /^nothing to undo: our tip is /,
      );
    });

    test('refuses what lies before our chain, and beyond the security parameter says what to do', async () => {
      await followed(10, 20);
      expect(await pooltool('chain', 'rollback-to', String(tipAt(9).slot), '--yes')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/^POOLTOOL_ROLLBACK_REFUSED: our chain begins at .*\nWhat to do: .*backup/),
      });
      const shallow = chain.written('shallow.json', networkText({ ...chain.network, securityParameter: 3 }));
      const other = await createTestDatabase();
      onTestFinished(() => other.close());
      const settings = { DATABASE_URL: other.url, NETWORK: shallow };
      const file = chain.written('ten.cbor', chain.bytesOf(0, 10));
      await ranHere(['replay', file], { settings });
      const { exitCode, stderr } = await ranHere(['chain', 'rollback-to', String(tipAt(5).slot)], { settings });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^POOLTOOL_ROLLBACK_REFUSED: .*4 blocks below our tip.*\nWhat to do: .*backup/);
      const { exitCode: within } = await ranHere(['chain', 'rollback-to', String(tipAt(6).slot), '--yes'], {
        settings,
      });
      expect(within).toBe(0);
    });
  });

  describe('blocks-before', () => {
    const told = (rows: Iterable<readonly [string, number]>): string =>
      chain.written(
        'before.csv',
        ['pool,blocks', ...[...rows].map(([pool, blocks]) => `${pool},${blocks}`)].join('\n'),
      );
    const before = (...rows: (readonly [string, number])[]) => pooltool('chain', 'blocks-before', told(rows), '--json');

    /** The pool that made most of the blocks from the given one on. */
    function busiest(from: number): { pool: string; made: number } {
      const counts = new Map<string, number>();
      for (const { block } of chain.blocks.slice(from)) {
        if (block.issuer !== null) counts.set(block.issuer.poolId, (counts.get(block.issuer.poolId) ?? 0) + 1);
      }
      const [[pool, made] = ['', 0]] = [...counts].toSorted(([, a], [, b]) => b - a);
      return { pool, made };
    }
    const marked = async (): Promise<string[]> =>
      (
        await database.pool.query<{ mark: string }>(
          `select kind || ' ' || subject as mark from document_mark order by 1`,
        )
      ).rows.map(({ mark }) => mark);

    test('told before the chain begins or after it was followed ends the same', async () => {
      const { pool, made } = busiest(10);
      expect(made).toBeGreaterThan(2);
      const rows = [[pool, 98] as const, ['ff'.repeat(28), 3] as const];
      expect(await before(...rows)).toMatchObject({ exitCode: 0 });
      await followed(10);
      const first = await tableHashes(database.pool);
      expect(
        (await database.pool.query('select blocks from milestone where pool_id = decode($1, $2)', [pool, 'hex'])).rows,
      ).toEqual([{ blocks: 100 }]);

      const other = await createTestDatabase();
      onTestFinished(() => other.close());
      await followed(10, undefined, other);
      const { stdout } = await ranHere(['chain', 'blocks-before', told(rows), '--json'], around(other));
      expect(JSON.parse(stdout)).toMatchObject({ pools: 2, changed: 2, milestones: 1 });
      expect(await tableHashes(other.pool)).toEqual(first);
    });

    test('marks the documents of the pools that changed, and the same file again changes nothing', async () => {
      await followed(10);
      const { pool } = busiest(10);
      await database.pool.query('truncate document_mark');
      const id = encodeBech32('pool', fromHex(pool));
      expect(JSON.parse((await before([id, 5])).stdout)).toMatchObject({ pools: 1, changed: 1 });
      expect(await marked()).toEqual(expect.arrayContaining([`pool ${pool}`, `pool_stats ${pool}`]));
      await database.pool.query('truncate document_mark');
      const again = JSON.parse((await before([id, 5])).stdout);
      expect(again).toMatchObject({ pools: 1, changed: 0, milestones: 0 });
      expect(again.unknown).toBeGreaterThan(0);
      expect(await marked()).toEqual([]);
    });

    test('is kept when every block of the pool is undone', async () => {
      await before(['ff'.repeat(28), 7]);
      await followed(10, 20);
      await pooltool('chain', 'rollback-to', String(tipAt(12).slot), '--yes');
      expect(
        (
          await database.pool.query(`select blocks_before from pool where pool_id = decode($1, 'hex')`, [
            'ff'.repeat(28),
          ])
        ).rows,
      ).toEqual([{ blocks_before: 7 }]);
    });

    test('writes nothing when one line is wrong, or when our chain begins at the genesis', async () => {
      const { exitCode, stderr } = await before(['ff'.repeat(28), 7], ['ee'.repeat(28), -1]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^POOLTOOL_BLOCKS_BEFORE_INVALID: .*line 3: .*\nWhat to do: mend the lines/);
      await followed(0, 10);
      const pools = await tableHashes(database.pool);
      expect(await before(['ff'.repeat(28), 7])).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('our chain begins at the genesis'),
      });
      expect(await tableHashes(database.pool)).toEqual(pools);
    });
  });
});
