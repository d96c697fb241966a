import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf, isOneCase, patienceMs } from '../../../oura-consumer/test/interleavings/proof-settings.ts';
import { newProver, type Prover } from './prover.ts';
import { type RestartingServer, startRestartingServer } from './restarting-server.ts';
import { troublePlanWithRestarts } from './trouble.ts';

const EXTENT = { inTest: 2, share: 0.1, mostMsPerCase: 40_000 };

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
  'a PostgreSQL that is killed or stopped while epochs are processed loses and repeats nothing',
  async () => {
    await fc.assert(
      fc.asyncProperty(troublePlanWithRestarts, async (plan) => {
        await prover.prove(plan);
      }),
      { ...casesOf(EXTENT), endOnFailure: true },
    );
    if (!isOneCase) expect(server.restarts, 'it restarted').toBeGreaterThan(0);
  },
  patienceMs(EXTENT),
);
