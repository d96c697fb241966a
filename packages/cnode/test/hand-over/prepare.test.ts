import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { decodeSnapshotFile, SNAPSHOT_ROLES } from '@pooltool/codec';
import { ledgerArrivalText } from '@pooltool/domain';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepare } from '../../src/hand-over/prepare.ts';
import { prepareInThread } from '../../src/hand-over/prepare-in-thread.ts';
import { readPrepared, readPreparedFile } from '../../src/hand-over/prepared.ts';
import { decodeLedgerDump, epochOfDump } from '../../src/index.ts';
import { ARBITRARY, DEVNET, EPOCH_4, ifPresent, sample, samplePath, samplesAbsent, wrapped } from '../dump/samples.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-prepare-'));
});
afterEach(() => rm(folder, { recursive: true }));

const [FIRST = '', SECOND = '', THIRD = ''] = DEVNET;
const order = (dumpPath: string) => ({
  dumpPath,
  folder: join(folder, 'prepared'),
  network: 'devnet42',
  magic: 42,
  roles: SNAPSHOT_ROLES,
});

async function prepared(path: string) {
  const found = await readPrepared(order(path).folder);
  if (found === null) throw new Error('nothing was prepared');
  return found;
}

describe.skipIf(samplesAbsent)(`of a dump is made${ifPresent}`, () => {
  for (const name of [FIRST, SECOND, THIRD, EPOCH_4]) {
    test(`${name}: files that hold its snapshots and accounts, and an arrival that names them`, async () => {
      const outcome = prepare(order(samplePath(name)));
      const { arrival } = await prepared(samplePath(name));
      const dump = decodeLedgerDump(samplePath(name));
      expect(outcome).toMatchObject({ kind: 'prepared', epoch: dump.epoch });
      for (const note of arrival.snapshots) {
        const bytes = await readPreparedFile(order('').folder, note);
        const file = decodeSnapshotFile(bytes);
        const { pools, delegators } = dump[note.role];
        expect(file).toMatchObject({ network: 'devnet42', epoch: dump.epoch, role: note.role });
        expect(file.snapshot).toEqual({ pools, delegators });
        expect(note).toMatchObject({ bytes: bytes.length, delegators: delegators.count, pools: pools.length });
        expect(basename(note.key)).toBe(`${note.role}-${sha256Hex(bytes).slice(0, 16)}.snapshot`);
      }
      const accounts = decodeSnapshotFile(await readPreparedFile(order('').folder, arrival.accounts));
      expect(accounts.accounts).toEqual(dump.accounts);
      expect(arrival.accounts.count).toBe(dump.accounts.count);
    });
  }

  test('an arrival with the pots, blocks and totals of the node’s own reward update', async () => {
    prepare(order(samplePath(THIRD)));
    const { arrival } = await prepared(THIRD);
    const dump = decodeLedgerDump(samplePath(THIRD));
    expect(arrival).toMatchObject({ magic: 42, layout: 'A2', epoch: dump.epoch, pots: dump.pots });
    expect(arrival.blocksPrevious).toEqual(dump.blocksPrevious);
    const sum = (kind: string) =>
      (dump.rewardUpdate?.rewards ?? []).filter((one) => one.kind === kind).reduce((all, one) => all + one.amount, 0n);
    expect(arrival.rewardUpdate).toEqual(
      dump.rewardUpdate && {
        toTreasury: dump.rewardUpdate.toTreasury,
        fromReserves: dump.rewardUpdate.fromReserves,
        leaderRewards: sum('leader'),
        memberRewards: sum('member'),
        rewards: dump.rewardUpdate.rewards.length,
      },
    );
  });

  test('no go in epoch 0: it would be active before the chain began', async () => {
    prepare(order(samplePath(FIRST)));
    const { arrival } = await prepared(FIRST);
    expect(arrival.snapshots.map(({ role, activeEpoch }) => [role, activeEpoch])).toEqual([
      ['mark', 1],
      ['set', 0],
    ]);
  });

  test('the mark alone when nothing else is wanted', async () => {
    prepare({ ...order(samplePath(SECOND)), roles: [] });
    const { arrival } = await prepared(SECOND);
    expect(arrival.snapshots.map(({ role, activeEpoch }) => [role, activeEpoch])).toEqual([
      ['mark', decodeLedgerDump(samplePath(SECOND)).epoch + 1],
    ]);
  });

  test('the same, byte for byte, when it is made again or in a thread', async () => {
    prepare(order(samplePath(SECOND)));
    const first = await prepared(SECOND);
    const files = await readdir(order('').folder);
    await rm(order('').folder, { recursive: true });
    await prepareInThread(order(samplePath(SECOND)), new AbortController().signal);
    expect((await prepared(SECOND)).text).toBe(first.text);
    expect(await readdir(order('').folder)).toEqual(files);
    expect(first.text).toBe(ledgerArrivalText(first.arrival));
  });

  test('nothing when it is cut short: where it ends is told', async () => {
    const cut = join(folder, 'cut.cbor');
    await writeFile(cut, sample(SECOND).subarray(0, 5000));
    const outcome = await prepareInThread(order(cut), new AbortController().signal);
    expect(outcome).toMatchObject({
      kind: 'refused',
      refusal: { code: 'POOLTOOL_DUMP_TRUNCATED', offset: expect.closeTo(5000, -2), path: expect.stringMatching(/^4/) },
    });
    expect(await readdir(folder)).toEqual(['cut.cbor']);
  });

  test('nothing when its layout is unknown: the first path that did not fit is told', () => {
    expect(prepare(order(samplePath(ARBITRARY)))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'POOLTOOL_DUMP_LAYOUT_UNKNOWN', offset: 310, path: '4.2.2.4.4' },
    });
  });

  test('nothing when the thread is stopped', async () => {
    const stopping = new AbortController();
    const preparing = prepareInThread(order(samplePath(SECOND)), stopping.signal);
    stopping.abort(new Error('the daemon ends'));
    await expect(preparing).rejects.toThrow('the daemon ends');
  });

  test('files that are read again only when they are what was written', async () => {
    prepare(order(samplePath(SECOND)));
    const { arrival } = await prepared(SECOND);
    await truncate(join(order('').folder, basename(arrival.accounts.key)), 10);
    await expect(readPreparedFile(order('').folder, arrival.accounts)).rejects.toMatchObject({
      code: 'POOLTOOL_PREPARED_FILE_DAMAGED',
    });
    await writeFile(join(order('').folder, 'arrival.json'), '{');
    await expect(readPrepared(order('').folder)).rejects.toMatchObject({ code: 'POOLTOOL_PREPARED_FILE_DAMAGED' });
  });
});

test('a disk that cannot be written is a reason to try again', async () => {
  const nowhere = { ...order(join(folder, 'absent.cbor')) };
  await expect(prepareInThread(nowhere, new AbortController().signal)).rejects.toMatchObject({
    code: 'POOLTOOL_DUMP_PREPARATION_FAILED',
    disposition: 'retry',
  });
});

describe.skipIf(samplesAbsent)(`the epoch of a dump${ifPresent}`, () => {
  test('is told by its first bytes, in a node’s snapshot file too', () => {
    for (const name of [...DEVNET, EPOCH_4].flatMap((one) => [one, wrapped(one)])) {
      expect(epochOfDump(samplePath(name))).toBe(decodeLedgerDump(samplePath(name)).epoch);
    }
  });

  test('is not told by what is no dump', async () => {
    const path = join(folder, 'not.cbor');
    for (const text of ['', '{"epoch": 5}', '\x82', '\x87a']) {
      await writeFile(path, Buffer.from(text, 'latin1'));
      expect(epochOfDump(path)).toBeNull();
    }
    expect(await readFile(path)).toHaveLength(2);
  });
});
