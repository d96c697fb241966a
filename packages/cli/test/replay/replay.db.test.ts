import { brotliCompressSync } from 'node:zlib';
import { toHex } from '@pooltool/shared-utils/crypto';
import { onlyOne, readSyncPoint } from '@pooltool/store';
import { createTestDatabase, type TestDatabase, tableHashes } from '@pooltool/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ranHere } from '../ran-here.ts';
import { type SmallBlock, type SmallChain, smallChain, smallChainOfTest } from './small-chain.ts';

describe('pooltool replay', () => {
  let chain: SmallChain;
  let database: TestDatabase;
  /** of a database that followed the whole chain in one go */
  let clean: Awaited<ReturnType<typeof tableHashes>>;

  const settings = (of: TestDatabase) => ({ DATABASE_URL: of.url, NETWORK: chain.networkFile });
  const replayed = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await ranHere(['replay', '--json', ...args], { settings: settings(database) });
    return { exitCode, stderr, summary: stdout === '' ? null : JSON.parse(stdout) };
  };
  const tipAt = (index: number) => {
    const { slot, hash, height } = chain.blocks[index]?.block ?? {};
    return { slot, hash, height };
  };
  const last = () => chain.blocks.length - 1;

  beforeAll(async () => {
    chain = smallChain();
    database = await createTestDatabase();
    const whole = chain.written('whole.cbor', chain.bytesOf(0));
    await replayed(whole);
    clean = await tableHashes(database.pool);
    await database.close();
  });
  afterAll(() => chain.remove());
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.close());

  test('tells what it did, and a repeat finds everything known', async () => {
    const file = chain.written('all.cbor.br', brotliCompressSync(chain.bytesOf(0)));
    const count = chain.blocks.length;
    expect(await replayed(file)).toMatchObject({
      exitCode: 0,
      summary: { files: 1, blocks: count, recorded: count, known: 0, undone: 0, tip: tipAt(last()), ended: 'files' },
    });
    expect(await tableHashes(database.pool)).toEqual(clean);
    expect(await replayed(file)).toMatchObject({ exitCode: 0, summary: { recorded: 0, known: count, tip: null } });
    expect(await tableHashes(database.pool)).toEqual(clean);
  });

  test('ends the same whatever the batches, the files and their kinds', async () => {
    const lines = chain.blocks.slice(40, 60).map(({ bytes }) => JSON.stringify({ hex: toHex(bytes) }));
    const files = [
      chain.written('a.cbor', chain.bytesOf(0, 13)),
      chain.written('b.chunk', chain.bytesOf(13, 40)),
      chain.written('c.jsonl', lines.join('\n')),
      chain.written('d.cbor.br', brotliCompressSync(chain.bytesOf(60))),
    ];
    expect(await replayed('--batch', '7', ...files)).toMatchObject({ exitCode: 0, summary: { files: 4 } });
    expect(await tableHashes(database.pool)).toEqual(clean);
  });

  test('stops before the first block after --until, and goes on from there', async () => {
    const file = chain.written('until.cbor', chain.bytesOf(0));
    const { slot } = tipAt(20);
    expect(await replayed(file, '--until', String(slot), '--batch', '8')).toMatchObject({
      exitCode: 0,
      summary: { blocks: 21, tip: tipAt(20), ended: 'until' },
    });
    expect(await replayed(file)).toMatchObject({ exitCode: 0, summary: { known: 21, tip: tipAt(last()) } });
    expect(await tableHashes(database.pool)).toEqual(clean);
  });

  test('records what comes before bytes that are no block, and names the file and the place', async () => {
    const good = chain.bytesOf(0, 10);
    // A CBOR item, and no block: an array of one number.
    const file = chain.written('bad.cbor', Buffer.concat([good, Buffer.from('8105', 'hex'), chain.bytesOf(10)]));
    const { exitCode, stderr, summary } = await replayed(file);
    expect({ exitCode, summary }).toMatchObject({
      exitCode: 1,
      summary: { ended: 'failed', recorded: 10, tip: tipAt(9), refused: { file, at: `block at byte ${good.length}` } },
    });
    expect(stderr).toContain(`stopped at ${file}, block at byte ${good.length}; what came before it is recorded`);
    expect(stderr).toMatch(/^POOLTOOL_BLOCK_UNREADABLE: .*\nWhat to do: /m);
    expect(await readSyncPoint(database.pool, 'chain')).toEqual(tipAt(9));
  });

  test('records what is whole of a file that is cut short', async () => {
    const whole = chain.bytesOf(0, 10);
    const file = chain.written('cut.cbor', whole.subarray(0, whole.length - 5));
    expect(await replayed(file)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^POOLTOOL_CHAIN_FILE_UNREADABLE: .*cut\.cbor/m),
      summary: { recorded: 9, tip: tipAt(8) },
    });
  });

  test('says what is missing when a file does not go on where our chain ends', async () => {
    const file = chain.written('gap.cbor', Buffer.concat([chain.bytesOf(0, 10), chain.bytesOf(12)]));
    expect(await replayed(file)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('POOLTOOL_PARENT_UNKNOWN: '),
      summary: { recorded: 10, refused: { at: `block at byte ${chain.bytesOf(0, 10).length}` } },
    });
  });

  test('refuses to run beside an oura-consumer with 75, and says what to do', async () => {
    const opened: (() => unknown)[] = [];
    onTestFinished(async () => {
      for (const close of opened.reverse()) await close();
    });
    const resources = { onClose: (_: string, close: () => unknown) => void opened.push(close) };
    const lock = await onlyOne('oura-consumer')({ config: { DATABASE_URL: database.url }, resources });
    opened.push(() => lock?.release());
    const { exitCode, stderr, summary } = await replayed(chain.written('beside.cbor', chain.bytesOf(0)));
    expect({ exitCode, summary }).toEqual({ exitCode: 75, summary: null });
    expect(stderr).toMatch(/^POOLTOOL_SINGLETON_HELD: an oura-consumer.*stop it first.*\nWhat to do: /m);
  });

  test('can be interrupted between two transactions, and the same command goes on', async () => {
    const file = chain.written('interrupted.cbor', chain.bytesOf(0));
    const args = ['replay', '--json', '--batch', '1', file];
    const stopped = vi.waitFor(async () => expect(await readSyncPoint(database.pool, 'chain')).not.toBeNull(), {
      timeout: 20_000,
      interval: 5,
    });
    const first = await ranHere(args, { settings: settings(database), stopped });
    const summary = JSON.parse(first.stdout);
    expect(first.exitCode).toBe(130);
    expect(summary).toMatchObject({ ended: 'interrupted', tip: tipAt(summary.recorded - 1) });
    expect(summary.recorded).toBeLessThan(chain.blocks.length);
    expect(await readSyncPoint(database.pool, 'chain')).toEqual(tipAt(summary.recorded - 1));
    expect(await replayed(file)).toMatchObject({ exitCode: 0, summary: { known: summary.recorded } });
    expect(await tableHashes(database.pool)).toEqual(clean);
  });

  test('follows forks that stand in a file one by one, and ends like the chain without them', async () => {
    const forked = smallChainOfTest({ seed: 8, epochs: 1, forkRate: 0.2 });
    const around = { settings: { DATABASE_URL: database.url, NETWORK: forked.networkFile } };
    const file = forked.written('forked.cbor', forked.bytesOf(0));
    const { stdout, exitCode } = await ranHere(['replay', '--json', file], around);
    expect(exitCode).toBe(0);
    const summary = JSON.parse(stdout);
    expect(summary.undone).toBeGreaterThan(0);
    expect(summary.recorded).toBe(forked.blocks.length);
    const hashes = await tableHashes(database.pool);

    const other = await createTestDatabase();
    onTestFinished(() => other.close());
    const straight = forked.written('straight.cbor', Buffer.concat(mainOf(forked.blocks)));
    const once = { settings: { ...around.settings, DATABASE_URL: other.url } };
    expect(JSON.parse((await ranHere(['replay', '--json', straight], once)).stdout)).toMatchObject({ undone: 0 });
    expect(await tableHashes(other.pool)).toEqual(hashes);
  });

  test('of a folder whose order nobody can tell writes nothing', async () => {
    const { exitCode, stderr } = await replayed('nowhere/at/all');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^POOLTOOL_CHAIN_FILE_UNREADABLE: nowhere\/at\/all: ENOENT/);
    expect(await readSyncPoint(database.pool, 'chain')).toBeNull();
  });
});

/** The blocks that stay: from the last one back through the parents. */
function mainOf(blocks: readonly SmallBlock[]): Uint8Array[] {
  const byHash = new Map(blocks.map((one) => [one.block.hash, one]));
  const main: Uint8Array[] = [];
  for (let one = blocks.at(-1); one !== undefined; one = byHash.get(one.block.parentHash ?? one.block.hash)) {
    main.unshift(one.bytes);
    if (one.block.parentHash === null) break;
  }
  return main;
}
