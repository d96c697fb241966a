import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase, tableHashes } from '@pooltool/store/testing';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ranHere } from '../ran-here.ts';

const DATA = fileURLToPath(new URL('../../../../../shared/data/chain/', import.meta.url));
const file = (name: string): string => `${DATA}${name}`;

describe.skipIf(!existsSync(DATA))('pooltool replay of recorded files (needs ../shared/data)', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.close());

  const replayed = async (network: string, args: readonly string[], of: TestDatabase = database) => {
    const settings = { DATABASE_URL: of.url, NETWORK: network };
    const { exitCode, stdout, stderr } = await ranHere(['replay', '--json', ...args], { settings });
    return { exitCode, stderr, summary: JSON.parse(stdout) };
  };

  test('preview from its genesis through its first two epochs', async () => {
    const files = [file('preview/epoch00.cbor.br'), file('preview/epoch01.cbor.br')];
    expect(await replayed('preview', files)).toMatchObject({
      exitCode: 0,
      summary: { files: 2, blocks: 8_640, recorded: 8_640, undone: 0, tip: { height: 8_639 } },
    });
    const { rows } = await database.pool.query('select epoch, blocks from epoch_chain order by epoch');
    expect(rows).toEqual([
      { epoch: 0, blocks: 4_320 },
      { epoch: 1, blocks: 4_320 },
    ]);
  }, 120_000);

  test("a chunk of preprod through the node's own index, from the middle of its chain", async () => {
    expect(await replayed('preprod', [file('preprod/01285.chunk')])).toMatchObject({
      exitCode: 0,
      summary: { blocks: 864, recorded: 864, tip: { slot: 27_777_565, height: 911_275 } },
    });
  });

  test('a chunk whose index does not fit it is refused by name, and nothing of it is written', async () => {
    const { exitCode, stderr, summary } = await replayed('preview', [file('preview/10366.chunk')]);
    expect({ exitCode, summary }).toMatchObject({ exitCode: 1, summary: { blocks: 0, tip: null } });
    expect(stderr).toMatch(/POOLTOOL_CHAIN_FILE_UNREADABLE: the index of .*10366\.chunk does not fit: /);
  });

  test("another decoder's events of preview's beginning tell what its blocks do", async () => {
    const events = file('oura/derived-v1.preview.chunk00000.jsonl.gz');
    const told = await replayed('preview', [events]);
    expect(told).toMatchObject({
      exitCode: 0,
      summary: { blocks: 216, events: 450, recorded: 216, tip: { height: 215 } },
    });
    const other = await createTestDatabase();
    onTestFinished(() => other.close());
    const until = String(told.summary.tip.slot);
    const blocks = await replayed('preview', [file('preview/epoch00.cbor.br'), '--until', until], other);
    expect(blocks.summary).toMatchObject({ recorded: 216, tip: told.summary.tip, ended: 'until' });
    expect(await tableHashes(database.pool)).toEqual(await tableHashes(other.pool));
  });
});
