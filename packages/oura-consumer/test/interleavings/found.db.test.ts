import { afterAll, beforeAll, expect, test } from 'vitest';
import { newProver, type Prover } from './interleaving.ts';
import { openProofDatabase, type ProofDatabase } from './proof-database.ts';
import { type BlockRecipe, growTree, smallNetwork, verificationInTrees } from './simulated-tree.ts';
import type { Step } from './step.ts';

/** Interleavings that once ended wrongly, found by the properties beside this file and made small by them. */
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

const empty: BlockRecipe = { back: 0, gap: 1, pool: 0, sameAs: null, transactions: [] };
const blocks = (count: number) => Array.from({ length: count }, () => empty);

const FOUND: readonly {
  readonly what: string;
  readonly recipe: readonly BlockRecipe[];
  readonly steps: readonly Step[];
}[] = [
  {
    what: 'an epoch goes back to where only blocks without a size are left',
    recipe: blocks(4),
    steps: [
      { step: 'be told', choice: 0 },
      { step: 'be told', choice: 0 },
      { step: 'roll back', depth: 1 },
    ],
  },
];

test.each(FOUND)('$what', async ({ recipe, steps }) => {
  await expect(prover.prove({ tree: growTree(recipe), steps, end: 0 })).resolves.toBeUndefined();
});
