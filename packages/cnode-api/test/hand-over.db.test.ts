import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Send } from '../../cnode/src/hand-over/database-server.ts';
import { DEVNET as DUMPS, ifPresent, samplesAbsent, wrapped } from '../../cnode/test/dump/samples.ts';
import { type HandOverStage, openHandOverStage, type World } from './hand-over-stage.ts';

let stage: HandOverStage;
beforeAll(async () => {
  stage = await openHandOverStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.beforeEach());
afterEach(() => stage.afterEach());

const [FIRST = '', SECOND = '', THIRD = ''] = DUMPS;

describe.skipIf(samplesAbsent)(`a dump that appears in the folder${ifPresent}`, () => {
  test('arrives, with everything the DATABASE server has to be told', async () => {
    const life = await stage.cnode();
    await stage.appear(SECOND);
    await stage.handedOver(1);
    await stage.expectArrivedOnce(SECOND);
    // Counted last of all, when nothing is left to do.
    await stage.eventually(async () =>
      expect(await life.page()).toMatch(/pooltool_dumps_total\{outcome="handed-over",daemon="cnode"\} 1/),
    );
    expect(life.log.events()).toEqual(['ledger-dump.prepared', 'ledger-dump.handed-over']);
    expect(await life.page()).toMatch(/pooltool_last_dump_epoch\{daemon="cnode"\} 1/);
  });

  test('arrives in its epoch’s order, and brings only what did not arrive before', async () => {
    for (const dump of [THIRD, FIRST, SECOND]) await stage.appear(dump);
    await stage.cnode();
    await stage.handedOver(3);
    const told = (await stage.arrived()).map(({ epoch, snapshots }) => [epoch, snapshots.map(({ role }) => role)]);
    expect(told).toEqual([
      [0, ['mark', 'set']],
      [1, ['mark']],
      [2, ['mark']],
    ]);
  });

  test('twice, under two names and in two wrappings, is known the second time', async () => {
    await stage.appear(SECOND);
    await stage.appear(wrapped(SECOND));
    const before = stage.server.outcomes.length;
    await stage.cnode();
    await stage.handedOver(2);
    await stage.expectArrivedOnce(SECOND);
    expect(stage.server.outcomes.slice(before)).toEqual(['recorded', 'known']);
  });
});

describe.skipIf(samplesAbsent)(`killed${ifPresent}`, () => {
  /** Passes everything on, and dies in the middle of one operation. */
  const dyingObjects = (die: () => never, at: { put: number; when: 'before' | 'after' }): ObjectStore => {
    let puts = 0;
    return {
      ...stage.server.objects,
      async put(object) {
        puts += 1;
        if (puts === at.put && at.when === 'before') die();
        const put = await stage.server.objects.put(object);
        return puts === at.put ? die() : put;
      },
    };
  };
  const dyingSend =
    (die: () => never, at: { path: string; when: 'before' | 'after' }): Send =>
    async (url, request) => {
      const hit = url.href.includes(at.path);
      if (hit && at.when === 'before') die();
      const response = await fetch(url, request);
      return hit ? die() : response;
    };

  test.each<[string, (die: () => never) => World]>([
    ['before it knows what to bring', (die) => ({ send: dyingSend(die, { path: 'needs', when: 'before' }) })],
    ['when it was told what to bring', (die) => ({ send: dyingSend(die, { path: 'needs', when: 'after' }) })],
    ['before the first file is sent', (die) => ({ objects: dyingObjects(die, { put: 1, when: 'before' }) })],
    ['between two files', (die) => ({ objects: dyingObjects(die, { put: 2, when: 'before' }) })],
    ['when all files are sent', (die) => ({ objects: dyingObjects(die, { put: 4, when: 'after' }) })],
    ['before it tells of the dump', (die) => ({ send: dyingSend(die, { path: 'arrivals', when: 'before' }) })],
    ['before it hears that it was recorded', (die) => ({ send: dyingSend(die, { path: 'arrivals', when: 'after' }) })],
  ])('%s, it goes on and the dump arrives once', async (_when, world) => {
    await stage.appear(SECOND);
    const first = await stage.cnode(world);
    await stage.eventually(async () => expect(first.ended()).toBe(true));
    expect(await stage.inFolder('done')).toEqual([]);
    expect(await stage.inFolder('taken')).toHaveLength(1);
    await stage.cnode();
    await stage.handedOver(1);
    await stage.expectArrivedOnce(SECOND);
  });

  test('in the middle of preparing, it leaves nothing half-made behind', async () => {
    await stage.appear(SECOND);
    const first = await stage.cnode();
    await stage.eventually(async () => expect(await stage.inFolder('taken')).toHaveLength(1));
    await first.end();
    await stage.cnode();
    await stage.handedOver(1);
    await stage.expectArrivedOnce(SECOND);
  });
});
