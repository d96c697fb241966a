import { afterAll, beforeAll, test } from 'vitest';
import { assertEveryTree } from './every-tree.ts';
import { newProver, type Prover } from './interleaving.ts';
import { openProofDatabase, type ProofDatabase } from './proof-database.ts';
import { patienceMs } from './proof-settings.ts';
import { smallNetwork, verificationInTrees } from './simulated-tree.ts';

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
    await assertEveryTree(prover, { withCuts: false, extent: EXTENT });
  },
  patienceMs(EXTENT),
);
