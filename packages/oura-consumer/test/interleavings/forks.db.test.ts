import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { foundInTime } from './found-in-time.ts';
import { newProver, type Prover } from './interleaving.ts';
import { openProofDatabase, type ProofDatabase } from './proof-database.ts';
import { casesOf, patienceMs } from './proof-settings.ts';
import { growTree, smallNetwork, treeRecipe, verificationInTrees } from './simulated-tree.ts';
import { stepsOf } from './step.ts';

const EXTENT = { inTest: 470, share: 0.47 };

let database: ProofDatabase;
let prover: Prover;
beforeAll(async () => {
  database = await openProofDatabase(smallNetwork);
  prover = newProver(database, { network: smallNetwork, firstSlot: 0, waitsFor: verificationInTrees });
});
afterAll(async () => {
  await prover.close();
  await database.close();
});

test(
  'however blocks come, repeat, branch and go back: in the end everything is as if only the chain that stands had come',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        treeRecipe,
        stepsOf({ withCuts: false }),
        fc.nat(20),
        foundInTime((recipe, steps, end) => prover.prove({ tree: growTree(recipe), steps, end })),
      ),
      casesOf(EXTENT),
    );
  },
  patienceMs(EXTENT),
);
