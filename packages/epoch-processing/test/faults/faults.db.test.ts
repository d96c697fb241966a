import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf, isOneCase, patienceMs } from '../../../oura-consumer/test/interleavings/proof-settings.ts';
import { newProver, type Prover } from './prover.ts';
import { troublePlan } from './trouble.ts';

const EXTENT = { inTest: 4, share: 0.9, mostMsPerCase: 30_000 };

let prover: Prover;
beforeAll(async () => {
  prover = await newProver();
}, 120_000);
afterAll(() => prover?.close());

/**
 * Up to three workers race, and connections to PostgreSQL are cut before and after any statement, COMMIT among them, while the
 * object store and the Realtime Database break off and stay away. What trouble meets is by chance: a seed gives the same
 * plan, not the same moment.
 */
test(
  'whatever breaks while epochs are processed: the same rows, objects and documents, and every notice once',
  async () => {
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(troublePlan, async (plan) => {
        broken += await prover.prove(plan);
      }),
      { ...casesOf(EXTENT), endOnFailure: true },
    );
    if (!isOneCase) expect(broken, 'something broke').toBeGreaterThan(0);
  },
  patienceMs(EXTENT),
);
