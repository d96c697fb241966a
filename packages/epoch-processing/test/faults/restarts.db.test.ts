import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { casesOf, isOneCase, isProving, patienceMs } from '../../../oura-consumer/test/interleavings/proof-settings.ts';
import { newProver, type Prover } from './prover.ts';
import { type RestartingServer, startRestartingServer } from './restarting-server.ts';
import { troublePlanWithRestarts } from './trouble.ts';

const EXTENT = { inTest: 2, share: 0.1, mostMsPerCase: 40_000 };

/** On a server of its own. test/faults.flow.test.ts restarts PostgreSQL under all daemons. */
describe('a PostgreSQL that restarts', () => {
  let server: RestartingServer;
  let prover: Prover;
  beforeAll(async () => {
    server = await startRestartingServer();
    prover = await newProver(server);
  }, 120_000);
  afterAll(async () => {
    await prover?.close();
    await server?.close();
  });

  test(
    'loses and repeats nothing when it is killed or stopped while epochs are processed',
    async () => {
      await fc.assert(
        fc.asyncProperty(troublePlanWithRestarts, async (plan) => {
          await prover.prove(plan);
        }),
        { ...casesOf(EXTENT), endOnFailure: true },
      );
      // Two cases may draw none.
      if (isProving && !isOneCase) expect(server.restarts, 'it restarted').toBeGreaterThan(0);
    },
    patienceMs(EXTENT),
  );
});
