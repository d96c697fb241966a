import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalPostgres, startPostgres } from '@pooltool/local-cloud/postgres';
import { openPool } from '@pooltool/shared-utils/pg';
import { migrate } from '@pooltool/store';
import type { FaultProxy } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertEveryTree } from './every-tree.ts';
import { newProver, type Prover } from './interleaving.ts';
import { openProofDatabase, type ProofDatabase } from './proof-database.ts';
import { isOneCase, patienceMs } from './proof-settings.ts';
import { smallNetwork, verificationInTrees } from './simulated-tree.ts';
import type { Trouble } from './trouble.ts';

const EXTENT = { inTest: 5, share: 0.005 };

let folder: string;
let server: LocalPostgres;
let database: ProofDatabase;
let prover: Prover;
let trouble: Trouble;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-restarts-'));
  // Durable: what it answered it must keep, also when it is killed.
  server = await startPostgres({ dataDir: join(folder, 'data'), durable: true });
  await migrate(server.url);
  const pool = openPool({ connectionString: server.url, applicationName: 'proof' });
  database = await openProofDatabase(smallNetwork, Promise.resolve({ pool, url: server.url, close: () => pool.end() }));
  trouble = serverRestarts(database.proxy);
  prover = newProver(database, { network: smallNetwork, firstSlot: 0, waitsFor: verificationInTrees, trouble });
});
afterAll(async () => {
  await trouble?.isOver();
  await prover?.close();
  await database?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** At a message PostgreSQL is killed (`before`) or stopped (`after`), and started again. */
function serverRestarts(proxy: FaultProxy): Trouble {
  let strikes = 0;
  let again: Promise<void> = Promise.resolve();
  return {
    get strikes() {
      return strikes;
    },
    comesAt(nth, side) {
      proxy.strikeAt(nth, () => {
        strikes += 1;
        again = restart(side === 'before' ? 'kill' : 'stop');
      });
    },
    goesAway: () => void proxy.disarm(),
    isOver: () => again,
  };
}

async function restart(way: 'kill' | 'stop'): Promise<void> {
  const { dataDir, port } = server;
  await server[way]();
  server = await startPostgres({ dataDir, port, durable: true });
}

test(
  'a PostgreSQL that is killed or stopped while blocks come and go loses and repeats nothing',
  async () => {
    await assertEveryTree(prover, { withCuts: true, extent: EXTENT });
    if (!isOneCase) expect(trouble.strikes, 'something broke').toBeGreaterThan(0);
  },
  patienceMs({ ...EXTENT, inTest: 10 * EXTENT.inTest, share: 10 * EXTENT.share }),
);
