import { blockHash, customNetwork, height, slot } from '@pooltool/domain';
import { tellPipeline } from '@pooltool/pipeline';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { claimNetwork, markDocuments, writeSyncPoint } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { withEpochControl } from '../src/epoch-control.ts';
import { ranHere } from './ran-here.ts';

const HASH = 'ab'.repeat(32);
const network = customNetwork({ name: 'garden', magic: 7, systemStartMs: Date.UTC(2026, 0, 1) });

describe('commands on a database', () => {
  let database: TestDatabase;
  const pooltool = async (...args: string[]) => {
    const { stdout, ...ran } = await ranHere(args, { settings: { DATABASE_URL: database.url } });
    return { ...ran, stdout: stdout === '' ? '' : `${stdout}\n` };
  };

  /** As a worker does when it starts. */
  const workersTell = async (): Promise<void> => {
    vi.stubEnv('DATABASE_URL', database.url);
    await withEpochControl((_, registry) => tellPipeline(database.pool, registry, []));
    vi.unstubAllEnvs();
  };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  test('migrate on a current schema applies nothing', async () => {
    expect(await pooltool('migrate')).toMatchObject({ exitCode: 0, stdout: 'the schema is current\n' });
  });

  test('status of a new database says what is not there yet', async () => {
    const { exitCode, stdout } = await pooltool('status');
    expect(exitCode).toBe(0);
    for (const told of ['none yet: no daemon', 'no epoch is known yet', 'no asset was asked for yet', 'none waits']) {
      expect(stdout).toContain(told);
    }
  });

  test('the assets of the epoch are unknown without a network, and the error says what to do', async () => {
    const { exitCode, stderr } = await pooltool('epoch', 'status');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^POOLTOOL_NETWORK_UNKNOWN: .*\nWhat to do: start the oura-consumer once/);
  });

  describe('that is in use', () => {
    beforeAll(async () => {
      await claimNetwork(database.pool, network);
      await database.pool.query(
        `insert into block (hash, height, slot, epoch, epoch_slot, era, protocol_major, protocol_minor, body_size, size,
           transactions, invalid_transactions, output, memory_units, step_units)
         values (decode($1, 'hex'), 41, 100000, 1, 13600, 7, 10, 0, 1, 1, 0, 0, 0, 0, 0)`,
        [HASH],
      );
      await database.pool.query(`insert into epoch_pots values (1, 13286160713000001, 1512344871000007)`);
      await inTransaction(database.pool, async (tx) => {
        await writeSyncPoint(tx, 'chain', { slot: slot(100_000), hash: blockHash(HASH), height: height(41) });
        await markDocuments(tx, [{ kind: 'recent_block', subject: '' }]);
      });
    });

    test('status tells the point for Oura, and --json every digit', async () => {
      expect((await pooltool('status')).stdout).toContain(`point      100000.${HASH}`);
      const { stdout } = await pooltool('status', '--json');
      expect(stdout).toContain('"reserves":13286160713000001,');
      expect(JSON.parse(stdout)).toMatchObject({
        network: { name: 'garden', magic: 7 },
        tip: { height: 41, slot: 100_000, epoch: 1, epochSlot: 13_600, hash: HASH },
        documents: [{ kind: 'recent_block', documents: 1 }],
      });
    });

    test('what was asked for is seen, explained and taken back', async () => {
      expect((await pooltool('epoch', 'list')).stdout).toMatch(/^rewards\n/m);
      expect(await pooltool('epoch', 'run', 'rewards', '5')).toMatchObject({
        exitCode: 0,
        stdout: 'asked for rewards/5\n',
      });
      expect((await pooltool('epoch', 'status')).stdout).toMatch(/^rewards +requested$/m);
      expect((await pooltool('epoch', 'why', 'rewards', '5')).stdout).toMatch(
        /^rewards\/5 requested: asked for by operator; waits for /,
      );
      expect((await pooltool('status')).stdout, 'no worker was ever here').toContain(
        'no asset was asked for yet, of those',
      );
      await workersTell();
      expect((await pooltool('status')).stdout).toMatch(/^rewards +1 requested$/m);
      expect(await pooltool('epoch', 'cancel', 'rewards', '5')).toMatchObject({
        exitCode: 0,
        stdout: 'cancelled rewards/5\n',
      });
      expect(await pooltool('epoch', 'cancel', 'rewards', '5')).toMatchObject({ exitCode: 1 });
    });

    test('a backfill asks for a range, and an unknown asset is told', async () => {
      const { stdout } = await pooltool('epoch', 'backfill', 'epoch_params', '3', '6', '--only', 'missing');
      expect(stdout).toBe('asked for 4 partitions of epoch_params\n');
      expect(await pooltool('epoch', 'run', 'rewads', '5')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/^POOLTOOL_ASSET_UNKNOWN: there is no asset named "rewads"/),
      });
      for (const wrong of ['abc', ''])
        expect(await pooltool('epoch', 'run', 'rewards', '--', wrong), wrong).toMatchObject({
          exitCode: 1,
          stderr: expect.stringMatching(/^POOLTOOL_PARTITION_/),
        });
    });

    test('documents wait, and are marked again', async () => {
      expect((await pooltool('documents', 'waiting')).stdout).toMatch(/^recent_block +1 /m);
      expect(await pooltool('documents', 'redraw', 'circulating_supply', '1')).toMatchObject({
        exitCode: 0,
        stdout: '1 marked\n',
      });
      expect(await pooltool('documents', 'redraw', 'pool', 'ff'.repeat(28))).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining('0 marked: there is no such document'),
      });
      const { stdout } = await pooltool('documents', 'waiting', '--json');
      expect(JSON.parse(stdout)).toMatchObject([
        { kind: 'recent_block' },
        { kind: 'circulating_supply', documents: 1 },
      ]);
    });
  });
});
