/**
 * How contested heights are counted (operators.md 6 C): a fork is a fork whatever else happened at its height, and only
 * the others are battles of slots or of heights. So the three kinds add up to all.
 */

/** Whether one pool made several blocks: of a row of `judged_height` or `judged_block` with this name. */
export const FORK = (row: string): string => `${row}.kinds && array['double-producer', 're-mint']`;

/**
 * Whether a row of `judged_height` with this name is counted: a battle that is hidden between heights shows at each of
 * them, and where it is all there is, it counts at the lowest only (`isCounted`, domain).
 */
export const COUNTED = (row: string): string => `
  not (jsonb_path_exists(${row}.hidden, '$[*] ? (@.height < $own)', jsonb_build_object('own', ${row}.height))
    and (select count(*) from judged_block only_one where only_one.height = ${row}.height and cardinality(only_one.kinds) > 0) = 1)`;

/** The counts of settled, contested rows of `judged_height` with this name, as columns. */
export const COUNTS = (row: string): string => `
  count(*)::int as battles,
  count(*) filter (where ${FORK(row)})::int as forks,
  count(*) filter (where not ${FORK(row)} and ${row}.is_slot_battle)::int as "slotBattles",
  count(*) filter (where not ${FORK(row)} and not ${row}.is_slot_battle)::int as "heightBattles"`;
