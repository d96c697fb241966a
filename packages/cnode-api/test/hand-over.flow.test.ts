import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { arrivalsAfter } from '@pooltool/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEVNET as DUMPS, ifPresent, samplePath, samplesAbsent } from '../../cnode/test/dump/samples.ts';
import { DEVNET } from './cnode-api-server.ts';
import { type Daemons, openDaemons } from './daemons.ts';

let daemons: Daemons;
beforeAll(async () => {
  daemons = await openDaemons(DEVNET);
});
afterAll(() => daemons.close());

describe.skipIf(samplesAbsent)(`the daemons as processes${ifPresent}`, () => {
  test('hand three dumps over, each once, while both are killed again and again', async () => {
    const { start, kill, stop, dumps, database } = daemons;
    const api = start('cnode-api');
    await api.logs('daemon.started');
    for (const dump of DUMPS) await copyFile(samplePath(dump), join(dumps, dump));

    for (const event of ['daemon.started', 'ledger-dump.prepared', 'ledger-dump.handed-over']) {
      const doomed = start('cnode');
      await doomed.logs(event);
      await kill(doomed);
    }
    await kill(api);
    const last = start('cnode');
    await last.logs('ledger-dump.waits');
    const apiAgain = start('cnode-api');
    await daemons.handedOver(3);

    const arrivals = await arrivalsAfter(database.pool, 0n);
    expect(arrivals.map(({ sequence, arrival }) => [sequence, arrival.epoch])).toEqual([
      [1n, 0],
      [2n, 1],
      [3n, 2],
    ]);
    expect(await readdir(join(dumps, 'taken'))).toEqual([]);
    expect([await stop(last), await stop(apiAgain)]).toEqual([0, 0]);
  });
});
