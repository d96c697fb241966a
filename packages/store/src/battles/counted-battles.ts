/**
 * How contested heights are counted (operators.md 6 C): a fork is a fork whatever else happened at its height, and only
 * the others are battles of slots or of heights. So the three kinds add up to all.
 */

/** Whether one pool made several blocks: of a row of `judged_height` or `judged_block` with this name. */
export const FORK = (row: string): string => `${row}.kinds && array['double-producer', 're-mint']`;

/** The counts of settled, contested rows of `judged_height` with this name, as columns. */
export const COUNTS = (row: string): string => `
  count(*)::int as battles,
  count(*) filter (where ${FORK(row)})::int as forks,
  count(*) filter (where not ${FORK(row)} and ${row}.is_slot_battle)::int as "slotBattles",
  count(*) filter (where not ${FORK(row)} and not ${row}.is_slot_battle)::int as "heightBattles"`;
