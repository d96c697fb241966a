import type { Tip } from '@pooltool/domain';

/** What was done, for the answer, the log and the metrics. */
export type Followed =
  | {
      readonly did: 'rolled-forward';
      readonly tip: Tip;
      /** blocks rolled back before */
      readonly undone: number;
      /** blocks recorded */
      readonly recorded: number;
      /** of the tip, from its parent's slot; null for the first block of our chain */
      readonly lagMs: number | null;
    }
  /** `tip` null: all of our chain is undone, and another may begin anywhere */
  | { readonly did: 'rolled-backward'; readonly tip: Tip | null; readonly undone: number; readonly recorded: 0 }
  | { readonly did: 'nothing'; readonly why: string };
