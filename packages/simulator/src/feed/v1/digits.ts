/** An integer as a JSON reader that keeps every digit gives it back: a number while that is exact. */
export const digits = (value: bigint): number | bigint =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
