import fc from 'fast-check';
import { foundInTime } from './found-in-time.ts';
import type { Prover } from './interleaving.ts';
import { casesOf } from './proof-settings.ts';
import { growTree, treeRecipe } from './simulated-tree.ts';
import { stepsOf } from './step.ts';

/** Holds the prover to random trees of simulated blocks, told in random steps. */
export const assertEveryTree = (
  prover: Prover,
  { withCuts, extent }: { readonly withCuts: boolean; readonly extent: Parameters<typeof casesOf>[0] },
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      treeRecipe,
      stepsOf({ withCuts }),
      fc.nat(20),
      foundInTime((recipe, steps, end) => prover.prove({ tree: growTree(recipe), steps, end })),
    ),
    casesOf(extent),
  );
