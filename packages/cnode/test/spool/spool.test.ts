import { chmod, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSpool, type Spool, type TakenDump } from '../../src/spool/spool.ts';

const SETTLE_MS = 10_000;
let folder: string;
let clock: ManualClock;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-spool-'));
  clock = manualClock();
});
afterEach(() => rm(folder, { recursive: true }));

const open = (kept = 2): Promise<Spool> => openSpool({ folder, settleMs: SETTLE_MS, kept, clock });
const names = (within = ''): Promise<string[]> => readdir(join(folder, within)).then((all) => all.sort());

/** The first bytes of a NewEpochState of this epoch (below 24): enough to be put in order. */
const beginning = (epoch: number): Uint8Array => Uint8Array.of(0x87, epoch, 0xa0, 0xa0, 0, 0, 0, 0);

async function appear(name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, name), bytes);
}

/** Lets everything in the folder settle and takes it. */
async function takeAll(spool: Spool): Promise<TakenDump[]> {
  await spool.take();
  await clock.advance(SETTLE_MS);
  await spool.take();
  return spool.waiting();
}

const refusal = { code: 'POOLTOOL_DUMP_TRUNCATED', message: 'it ends', offset: 3, path: '2' };

describe('the spool', () => {
  test('has dumps wait by epoch, whatever the order they came in, and first what does not tell its epoch', async () => {
    const spool = await open();
    await appear('c.cbor', beginning(7));
    await appear('b.cbor', beginning(5));
    await appear('a.cbor', beginning(6));
    await appear('z.cbor', new TextEncoder().encode('{"epoch": 1}'));
    expect((await takeAll(spool)).map(({ epoch }) => epoch)).toEqual([null, 5, 6, 7]);
    expect(await names()).toEqual(['done', 'prepared', 'refused', 'taken']);
  });

  test.skipIf(process.getuid?.() === 0)(
    'does not stop at a dump that it may not read, which waits first of all until it may (root may read everything)',
    async () => {
      const spool = await open();
      await appear('b.cbor', beginning(5));
      await appear('a.cbor', beginning(6));
      await chmod(join(folder, 'a.cbor'), 0o000);
      const [unreadable, other] = await takeAll(spool);
      expect([unreadable?.epoch, other?.epoch]).toEqual([null, 5]);
      expect(await spool.newest()).toMatchObject({ epoch: 5 });
      await chmod(unreadable?.path ?? '', 0o600);
      expect((await spool.waiting()).map(({ epoch }) => epoch)).toEqual([5, 6]);
    },
  );

  test('takes a dump that was renamed to its name without waiting', async () => {
    const spool = await open();
    await appear('ledger.cbor.part', beginning(5));
    expect(await spool.take()).toBeNull();
    await rename(join(folder, 'ledger.cbor.part'), join(folder, 'ledger.cbor'));
    await spool.take();
    expect(await spool.waiting()).toHaveLength(1);
  });

  test('keeps a second dump of the same name apart from the first', async () => {
    const spool = await open();
    await appear('ledger.cbor', beginning(5));
    await takeAll(spool);
    await appear('ledger.cbor', beginning(6));
    expect((await takeAll(spool)).map(({ epoch }) => epoch)).toEqual([5, 6]);
    expect(await spool.backlog()).toEqual({ dumps: 2, bytes: 16 });
  });

  test('leaves a symbolic link alone: what it leads to is not ours to move', async () => {
    const spool = await open();
    await appear('elsewhere', beginning(5));
    await symlink(join(folder, 'elsewhere'), join(folder, 'link.cbor'));
    expect(await takeAll(spool)).toEqual([]);
    expect(await names()).toContain('link.cbor');
  });

  test('takes a dump whose name is as long as names may be, and no other waits for it', async () => {
    const spool = await open();
    const longest = `${'ö'.repeat(125)}.cbor`;
    await appear(longest, beginning(5));
    await appear('next.cbor', beginning(6));
    const [first, second] = await takeAll(spool);
    if (first === undefined || second === undefined) throw new Error('two dumps were taken');
    expect(first.name).toMatch(/Z-ö+\.cbor$/);
    await spool.refuse(first, refusal);
    await spool.finish(second);
    expect(await spool.waiting()).toEqual([]);
  });

  test('remembers what waits when it is opened again', async () => {
    await appear('ledger.cbor', beginning(5));
    const before = await takeAll(await open());
    expect(await (await open()).waiting()).toEqual(before);
  });

  test('keeps the last dumps it handed over, by epoch', async () => {
    const spool = await open(2);
    for (const epoch of [4, 6, 5]) await appear(`${epoch}.cbor`, beginning(epoch));
    for (const dump of await takeAll(spool)) await spool.finish(dump);
    expect((await names('done')).map((name) => name.replace(/-\d{4}-.*Z-/, ' '))).toEqual([
      'epoch-000005 5.cbor',
      'epoch-000006 6.cbor',
    ]);
    expect(await spool.waiting()).toEqual([]);
  });

  test('keeps everything it refused, each with its reason', async () => {
    const spool = await open(0);
    await appear('a.cbor', beginning(5));
    await appear('b.cbor', beginning(6));
    for (const dump of await takeAll(spool)) await spool.refuse(dump, refusal);
    const kept = await names('refused');
    expect(kept).toHaveLength(4);
    const reason = kept.find((name) => name.endsWith('b.cbor.reason.json')) ?? '';
    expect(JSON.parse(await readFile(join(folder, 'refused', reason), 'utf8'))).toEqual(refusal);
  });

  test('clears away what was made of dumps that are gone, and nothing else', async () => {
    await appear('a.cbor', beginning(5));
    await appear('b.cbor', beginning(6));
    const [first, second] = await takeAll(await open());
    if (first === undefined || second === undefined) throw new Error('two dumps were taken');
    for (const made of [first.preparedFolder, `${first.preparedFolder}.part`, second.preparedFolder]) {
      await writeFile(made, '');
    }
    await rm(first.path);
    await open();
    expect(await names('prepared')).toEqual([second.name]);
  });
});
