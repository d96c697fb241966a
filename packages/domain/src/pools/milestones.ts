/** The blocks of a pool's life that are celebrated (original.md 1.3, step 4). */
export const MILESTONES = [1, 10, 100, 1_000, 10_000] as const;
export type Milestone = (typeof MILESTONES)[number];

/** The milestone that a pool's block of this number is; null for all others, and where the number is not known. */
export const milestoneOf = (inLifetime: number | null): Milestone | null =>
  MILESTONES.find((milestone) => milestone === inLifetime) ?? null;
