export type SchemeForm =
  | { readonly kind: 'integer'; readonly name: string; readonly first: number; readonly last: number }
  | { readonly kind: 'date'; readonly name: string; readonly first: string }
  | { readonly kind: 'single' };

/**
 * How an asset is cut: which texts are its partitions, in which order, and what lies before and after one. A chain's
 * epochs, days, or a single whole fit without the pipeline knowing them.
 */
export type PartitionScheme = {
  /** What it is made by, as data: `schemeOf(form)` is the same scheme. */
  readonly form: SchemeForm;
  /** Assets whose schemes have one name can need each other by offset. */
  readonly name: string;
  /**
   * The place of a key in the order, a safe integer. @throws POOLTOOL_PARTITION_INVALID for a text that is not one of
   * its keys (there is one spelling only: '7', never '07').
   */
  position(key: string): number;
  /** The key `by` places later (earlier when negative), or null when the scheme ends before it. */
  offset(key: string, by: number): string | null;
};

/** The keys from `from` to `to`, both included, ascending; empty when `to` lies before `from`. */
export function partitionRange(scheme: PartitionScheme, from: string, to: string): string[] {
  const last = scheme.position(to);
  const keys: string[] = [];
  for (let key: string | null = from; key !== null && scheme.position(key) <= last; key = scheme.offset(key, 1)) {
    keys.push(key);
  }
  return keys;
}
