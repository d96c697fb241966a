import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertEveryTree } from './every-tree.ts';
import { newProver, type Prover } from './interleaving.ts';
import { openProofDatabase, type ProofDatabase } from './proof-database.ts';
import { isOneCase, patienceMs } from './proof-settings.ts';
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
  'cut off from PostgreSQL before or after any message to it, a consumer that is told again loses and repeats nothing',
  async () => {
    await assertEveryTree(prover, { withCuts: true, extent: EXTENT });
    if (!isOneCase) expect(database.proxy.counts.cuts, 'something broke').toBeGreaterThan(0);
  },
  patienceMs(EXTENT),
);
