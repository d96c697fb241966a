import { readFile, rename, truncate } from 'node:fs/promises';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { preparationFailed } from '../../cnode/src/errors.ts';
import { MOST_TRIES } from '../../cnode/src/hand-over/keep-handing-over.ts';
import { prepareInThread } from '../../cnode/src/hand-over/prepare-in-thread.ts';
import { DEVNET as DUMPS, ifPresent, samplesAbsent } from '../../cnode/test/dump/samples.ts';
import { DEVNET } from './cnode-api-server.ts';
import { type HandOverStage, openHandOverStage, type World } from './hand-over-stage.ts';

let stage: HandOverStage;
beforeAll(async () => {
  stage = await openHandOverStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.beforeEach());
afterEach(() => stage.afterEach());

const [, SECOND = '', THIRD = ''] = DUMPS;

describe.skipIf(samplesAbsent)(`a dump waits${ifPresent}`, () => {
  test('while the DATABASE server is down, and arrives when it is back', async () => {
    await stage.server.down();
    const life = await stage.cnode();
    await stage.appear(SECOND);
    await stage.eventually(async () => expect(life.progress().failures).toBeGreaterThan(2));
    expect(life.progress().stuckOn).toBe('POOLTOOL_DATABASE_SERVER_UNREACHABLE');
    const delays = life.log.of('ledger-dump.waits').map(({ delayMs }) => delayMs);
    expect(delays.slice(0, 3)).toEqual([1000, 2000, 4000]);
    await stage.server.up();
    await stage.handedOver(1);
    await stage.expectArrivedOnce(SECOND);
    await stage.eventually(async () => expect(life.progress()).toEqual({ failures: 0, stuckOn: null }));
  });

  test('while the object store is down', async () => {
    let up = false;
    const head: ObjectStore['head'] = (key) =>
      up ? stage.server.objects.head(key) : Promise.reject(new Error('no S3'));
    const life = await stage.cnode(() => ({ objects: { ...stage.server.objects, head } }));
    await stage.appear(SECOND);
    await stage.eventually(async () => expect(life.progress().failures).toBeGreaterThan(0));
    up = true;
    await stage.handedOver(1);
    await stage.expectArrivedOnce(SECOND);
  });

  test('while the two servers hold different secrets, and says so', async () => {
    const life = await stage.cnode(() => ({ secret: 'y'.repeat(40) }));
    await stage.appear(SECOND);
    await stage.eventually(async () => expect(life.progress().stuckOn).toBe('POOLTOOL_DATABASE_SERVER_DENIES'));
    expect(await stage.inFolder('taken')).toHaveLength(1);
    expect(JSON.stringify(life.log.entries)).toContain('do both servers hold the same secret?');
  });

  test('when its files vanished from the object store, until they are there again', async () => {
    let lost = false;
    const life = await stage.cnode(() => ({
      send: async (url, request) => {
        if (url.href.includes('arrivals') && !lost) {
          lost = true;
          await stage.server.objects.delete(await stage.keys());
        }
        return fetch(url, request);
      },
    }));
    await stage.appear(SECOND);
    await stage.handedOver(1);
    expect(life.log.of('ledger-dump.waits')).toHaveLength(1);
    await stage.expectArrivedOnce(SECOND);
  });
});

describe.skipIf(samplesAbsent)(`a dump is refused, kept, and holds up nobody${ifPresent}`, () => {
  const reason = async (): Promise<unknown> => {
    const files = await stage.inFolder('refused');
    expect(files).toHaveLength(2);
    const [file = ''] = files.filter((name) => name.endsWith('.reason.json'));
    return JSON.parse(await readFile(stage.path(`refused/${file}`), 'utf8'));
  };

  test('when it is cut short: code, byte and path stand beside it', async () => {
    await stage.appear(SECOND, 'cut.cbor');
    await truncate(stage.path('cut.cbor'), 6000);
    await stage.appear(THIRD);
    await stage.cnode();
    await stage.handedOver(1);
    expect(await reason()).toEqual({
      code: 'POOLTOOL_DUMP_TRUNCATED',
      message: expect.stringContaining('the ledger dump at 4.'),
      offset: expect.any(Number),
      path: expect.stringMatching(/^4\./),
    });
    expect((await stage.arrived()).map(({ epoch }) => epoch)).toEqual([2]);
  });

  test('when it is of another network than the DATABASE server’s', async () => {
    const life = await stage.cnode(() => ({ network: { ...DEVNET, magic: 43 } }));
    await stage.appear(SECOND);
    await stage.eventually(async () => expect(await stage.inFolder('refused')).toHaveLength(2));
    expect(await reason()).toMatchObject({
      code: 'POOLTOOL_ARRIVAL_REFUSED',
      message: expect.stringContaining('POOLTOOL_ARRIVAL_OF_OTHER_NETWORK'),
    });
    expect(await stage.arrived()).toEqual([]);
    await stage.eventually(async () => expect(life.log.events()).toContain('ledger-dump.refused'));
  });

  test('when this machine cannot make it into files, time and again, and others wait behind it; it may be tried again', async () => {
    let broken = true;
    const prepare: World['prepare'] = (order, signal) =>
      broken && order.dumpPath.endsWith(SECOND)
        ? Promise.reject(preparationFailed({ message: 'a mistake of ours' }))
        : prepareInThread(order, signal);
    const life = await stage.cnode(() => ({ prepare }));
    await stage.appear(SECOND);
    // As long as it is alone it is tried on.
    const minute = 60_000;
    await stage.eventually(async () => expect(life.progress().failures).toBeGreaterThan(MOST_TRIES), minute);
    expect(await stage.inFolder('refused')).toEqual([]);
    await stage.appear(THIRD);
    await stage.eventually(async () => expect(await stage.inFolder('done')).toHaveLength(1), minute);
    expect((await stage.arrived()).map(({ epoch }) => epoch)).toEqual([2]);
    expect(await reason()).toMatchObject({
      code: 'POOLTOOL_DUMP_PREPARATION_FAILED',
      message: expect.stringContaining('a mistake of ours'),
    });
    expect(life.log.of('ledger-dump.refused')).toHaveLength(1);

    broken = false;
    const [setAside = ''] = (await stage.inFolder('refused')).filter((name) => name.endsWith('.cbor'));
    await rename(stage.path(`refused/${setAside}`), stage.path(setAside));
    await stage.handedOver(2);
    expect((await stage.arrived()).map(({ epoch }) => epoch)).toEqual([2, 1]);
  });
});
