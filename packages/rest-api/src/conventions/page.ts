/**
 * Of rows that were read with one more than the limit: those of the page, and where it ended, which is null when nothing
 * follows.
 */
export function pageOf<Row>(
  found: readonly Row[],
  { limit, cursorOf }: { readonly limit: number; readonly cursorOf: (last: Row) => string },
): { readonly page: readonly Row[]; readonly nextCursor: string | null } {
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return { page, nextCursor: last === undefined ? null : cursorOf(last) };
}
