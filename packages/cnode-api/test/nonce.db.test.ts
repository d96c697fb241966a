import { epoch, epochNonceText } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { makeSimulation } from '@pooltool/simulator';
import { simulatedNode, startOgmiosServer } from '@pooltool/simulator/ogmios';
import { readEpochNonce } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseServer } from '../../cnode/src/hand-over/database-server.ts';
import { nonceSender } from '../../cnode/src/live/send-nonce.ts';
import { openOgmios } from '../../cnode/src/ogmios/index.ts';
import { type DatabaseServerOfTest, DEVNET, SECRET, startDatabaseServer } from './cnode-api-server.ts';

const signal = new AbortController().signal;
const NONCE = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const LONG_MS = 3_600_000;

let server: DatabaseServerOfTest;
beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());
beforeEach(() => server.pool.query('truncate epoch_nonce'));

const cnode = (secret = SECRET) => databaseServer({ url: server.url(), secret, clock: server.clock, signal });

/** A signature counts once: each request is of another moment. */
async function tell(nonce: string, { of = 5, magic = DEVNET.magic } = {}) {
  await server.clock.advance(1);
  return cnode().tellNonce(epochNonceText({ magic, epoch: epoch(of), nonce }));
}

test('the nonce of each epoch the node comes to is told once', async () => {
  const node = simulatedNode(makeSimulation({ epochs: 4, epochLength: 200, pools: 4, delegators: 20, forkRate: 0 }));
  const ogmiosServer = await startOgmiosServer({ node });
  const clock = systemClock;
  const ogmios = openOgmios({ url: ogmiosServer.url, timeoutMs: 5_000, clock, log: memoryLog(), random: () => 0 });
  try {
    node.advance(5);
    const send = nonceSender({
      ogmios,
      server: cnode(),
      network: DEVNET,
      clock: server.clock,
      log: server.log,
      signal,
    });
    await send();
    const first = await ogmios.atPoint('tip', (ledger) => Promise.all([ledger.epoch(), ledger.nonces()]));
    expect(await readEpochNonce(server.pool, first[0])).toEqual({
      epoch: first[0],
      nonce: first[1].epochNonce,
      source: 'cnode',
    });

    const again = send();
    while ((await ogmios.epoch()) === first[0]) node.advance(5);
    await server.clock.advance(LONG_MS);
    await again;
    const { rows } = await server.pool.query(`select epoch from epoch_nonce order by epoch`);
    expect(rows).toEqual([{ epoch: first[0] }, { epoch: first[0] + 1 }]);
  } finally {
    ogmios.close();
    await ogmiosServer.close();
  }
});

describe('a nonce', () => {
  test('that is told again is known', async () => {
    expect(await tell(NONCE)).toBe('recorded');
    expect(await tell(NONCE)).toBe('known');
  });

  test('that differs from the one we have is refused, and the log says so as an error', async () => {
    await tell(NONCE);
    await expect(tell(OTHER)).rejects.toMatchObject({ code: 'POOLTOOL_ARRIVAL_REFUSED' });
    expect((await readEpochNonce(server.pool, epoch(5)))?.nonce).toBe(NONCE);
    expect(server.log.of('epoch-nonce.differs')).toHaveLength(1);
  });

  test('of another network, or that is none, is refused', async () => {
    await expect(tell(NONCE, { magic: 1 })).rejects.toMatchObject({ code: 'POOLTOOL_ARRIVAL_REFUSED' });
    await expect(tell('ab')).rejects.toThrow('nonce must be 64 hex characters');
    await expect(tell(NONCE.toUpperCase())).rejects.toThrow('nonce must be 64 hex characters');
  });

  test('that somebody else tells is not taken', async () => {
    await server.clock.advance(1);
    const text = epochNonceText({ magic: DEVNET.magic, epoch: epoch(5), nonce: NONCE });
    await expect(cnode(`${SECRET}!`).tellNonce(text)).rejects.toMatchObject({
      code: 'POOLTOOL_DATABASE_SERVER_DENIES',
    });
  });
});
