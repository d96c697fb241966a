import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { type DumpEvent, makeSimulation } from '@pooltool/simulator';
import { readLiveArrival } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseServer } from '../../cnode/src/hand-over/database-server.ts';
import { askedDumps, handedOverDumps } from '../../cnode/src/live/ledger-dumps.ts';
import { liveStakeSender } from '../../cnode/src/live/send-live-stake.ts';
import { type DatabaseServerOfTest, DEVNET, SECRET, startDatabaseServer } from './cnode-api-server.ts';

const simulation = makeSimulation({ seed: 5, epochs: 2, epochLength: 100, delegators: 20 });
const [first, second] = [...simulation.events()].filter((event): event is DumpEvent => event.kind === 'dump');
if (first === undefined || second === undefined) throw new Error('two dumps were wanted');

const signal = new AbortController().signal;

let server: DatabaseServerOfTest;
let folder: string;
beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.clock.advance(1);
  await server.pool.query('truncate live_stake_arrival');
  folder = await mkdtemp(join(tmpdir(), 'pooltool-live-'));
  await mkdir(join(folder, 'done'));
  return () => rm(folder, { recursive: true });
});

const partsOf = () => ({
  objects: server.objects,
  server: databaseServer({ url: server.url(), secret: SECRET, clock: server.clock, signal }),
  network: DEVNET,
  folder: join(folder, 'live'),
  log: memoryLog(),
  signal,
});

async function handedOver(dump: DumpEvent, name: string, atSeconds: number): Promise<void> {
  await writeFile(join(folder, 'done', name), dump.bytes);
  await utimes(join(folder, 'done', name), atSeconds, atSeconds);
}

describe('live stake of the dumps that were handed over', () => {
  const fromFolder = () => {
    const dumps = handedOverDumps({ folder: join(folder, 'done'), pollMs: 1, clock: manualClock(0) });
    const send = liveStakeSender({ ...partsOf(), dumps });
    return async () => {
      // The same request in the same millisecond would be a replay.
      await server.clock.advance(1);
      return send();
    };
  };

  test('is put into the object store and told, and of the newest only', async () => {
    await handedOver(first, 'a.cbor', 1_000);
    await handedOver(second, 'b.cbor', 2_000);
    expect(await fromFolder()()).toBe('recorded');
    const arrived = await readLiveArrival(server.pool);
    expect(arrived?.arrival).toMatchObject({
      magic: DEVNET.magic,
      takenAtMs: 2_000_000,
      place: { epoch: second.epoch },
    });
    const { key, bytes } = arrived?.arrival.file ?? { key: '', bytes: 0 };
    expect((await server.objects.head(key))?.length).toBe(bytes);
  });

  test('is told again by a daemon that starts anew, without effect', async () => {
    await handedOver(second, 'b.cbor', 2_000);
    expect(await fromFolder()()).toBe('recorded');
    expect(await fromFolder()()).toBe('known');
  });

  test('that is older than what is known is ignored, and that is said', async () => {
    await handedOver(second, 'b.cbor', 2_000);
    await fromFolder()();
    await handedOver(first, 'late.cbor', 3_000);
    expect(await fromFolder()()).toBe('older');
    expect((await readLiveArrival(server.pool))?.arrival.place.epoch).toBe(second.epoch);
  });

  test('waits while the DATABASE server is down, and goes on by itself', async () => {
    await handedOver(second, 'b.cbor', 2_000);
    const send = fromFolder();
    await server.down();
    await expect(send()).rejects.toMatchObject({ code: 'POOLTOOL_DATABASE_SERVER_UNREACHABLE' });
    await server.up();
    expect(await send()).toBe('recorded');
  });

  test('of a dump that is cut short is refused, and holds up nothing', async () => {
    await writeFile(join(folder, 'done', 'cut.cbor'), second.bytes.subarray(0, 999));
    const send = fromFolder();
    expect(await send()).toBe('refused');
    await handedOver(second, 'whole.cbor', 4_000_000_000);
    expect(await send()).toBe('recorded');
  });
});

describe('live stake of dumps that are asked for', () => {
  const EVERY_MS = 1_800_000;

  const ROOM_BYTES = 1000;

  function asking() {
    const clock = manualClock(1_000_000);
    const disk = { free: 2 * ROOM_BYTES };
    const asked: number[] = [];
    const source = {
      name: 'node',
      async dump(path: string): Promise<void> {
        asked.push(clock.now());
        await writeFile(path, (asked.length === 1 ? first : second)?.bytes ?? '');
      },
    };
    const room = { freeBytes: async () => disk.free, roomBytes: ROOM_BYTES };
    const dumps = askedDumps({ source, folder, everyMs: EVERY_MS, clock, ...room });
    return { clock, asked, disk, source, send: liveStakeSender({ ...partsOf(), dumps }) };
  }

  test('is sent at once, and again when half an hour is over', async () => {
    const { clock, asked, send } = asking();
    expect(await send()).toBe('recorded');
    const next = send();
    await clock.advance(EVERY_MS);
    expect(await next).toBe('recorded');
    expect(asked).toEqual([1_000_000, 1_000_000 + EVERY_MS]);
  });

  test('leaves an epoch the room for its dump: it waits while the disk has not enough for both', async () => {
    const { asked, disk, send } = asking();
    disk.free = 2 * ROOM_BYTES - 1;
    await expect(send()).rejects.toMatchObject({ code: 'POOLTOOL_DISK_FULL' });
    expect(asked).toEqual([]);
    disk.free = 2 * ROOM_BYTES;
    expect(await send()).toBe('recorded');
  });

  test('that break off leave nothing on the disk', async () => {
    const { source, send } = asking();
    const whole = source.dump;
    source.dump = async (path) => {
      await writeFile(path, first.bytes.subarray(0, 99));
      throw new Error('no space left on device');
    };
    await expect(send()).rejects.toThrow('no space left');
    expect(await readdir(folder)).toEqual(['done']);
    source.dump = whole;
    expect(await send()).toBe('recorded');
  });

  test('costs the node one dump however often sending it fails, until the next is due', async () => {
    const { clock, asked, send } = asking();
    await server.down();
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(send()).rejects.toMatchObject({ code: 'POOLTOOL_DATABASE_SERVER_UNREACHABLE' });
      await clock.advance(60_000);
    }
    expect(asked).toHaveLength(1);
    await clock.advance(EVERY_MS);
    await server.up();
    expect(await send()).toBe('recorded');
    expect(asked).toHaveLength(2);
    expect((await readLiveArrival(server.pool))?.arrival.place.epoch).toBe(second.epoch);
  });
});
