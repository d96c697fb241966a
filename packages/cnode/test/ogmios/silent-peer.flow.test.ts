import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { openOgmios } from '../../src/ogmios/index.ts';

test('a peer that does not even answer whether it lives is given up, long before its answer is due', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, autoPong: false });
  const listens = Promise.withResolvers<void>();
  server.on('listening', () => listens.resolve());
  await listens.promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('listens on no port');
  const ogmios = openOgmios({
    url: new URL(`ws://127.0.0.1:${address.port}`),
    timeoutMs: 60_000,
    pingMs: 50,
    clock: systemClock,
    log: memoryLog(),
    random: () => 0,
  });
  onTestFinished(() => {
    ogmios.close();
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await expect(ogmios.epoch()).rejects.toMatchObject({
    code: 'POOLTOOL_OGMIOS_CONNECTION_LOST',
    message: expect.stringContaining('not a byte in 100 ms'),
  });
});
