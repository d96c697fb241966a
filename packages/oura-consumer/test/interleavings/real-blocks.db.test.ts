import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { foundInTime } from './found-in-time.ts';
import { newProver, type Prover } from './interleaving.ts';
import { openProofDatabase, type ProofDatabase } from './proof-database.ts';
import { casesOf, patienceMs } from './proof-settings.ts';
import { chainOf, REAL_FILES, readWindow, realNetwork, verificationIn } from './real-window.ts';
import { stepsOf } from './step.ts';

const EXTENT = { inTest: 60, share: 0.06 };
const EACH_SIDE = 40;
const LONGEST = 40;

describe.skipIf(!REAL_FILES.every(existsSync))('of real blocks (../shared/data present)', () => {
  let window: readonly Uint8Array[];
  let database: ProofDatabase;
  let prover: Prover;
  beforeAll(async () => {
    window = await readWindow(EACH_SIDE);
    const whole = chainOf(window);
    database = await openProofDatabase(realNetwork);
    const firstSlot = whole.blocks[0]?.block.slot ?? 0;
    prover = newProver(database, { network: realNetwork, firstSlot, waitsFor: verificationIn(whole) });
  });
  afterAll(async () => {
    await prover?.close();
    await database?.close();
  });

  test(
    'however they come, go back, repeat and are cut off: in the end everything is as if they had come once',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 15, max: LONGEST }),
          fc.nat(2 * EACH_SIDE - LONGEST),
          stepsOf({ withCuts: true }),
          foundInTime((length, from, steps) =>
            prover.prove({ tree: chainOf(window.slice(from, from + length)), steps, end: 0 }),
          ),
        ),
        casesOf(EXTENT),
      );
    },
    patienceMs(EXTENT),
  );
});
