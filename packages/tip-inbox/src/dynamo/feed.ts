/**
 * The feed's table: each rest-api process writes items 1, 2, 3 … under its own name, and its name under `writers`. All are
 * forgotten after two days: whoever reads later than that has lost reports.
 */
export const WRITERS = 'writers';

export const FEED_KEPT_MS = 2 * 86_400_000;
