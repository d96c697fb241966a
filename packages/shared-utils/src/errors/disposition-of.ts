import { type Disposition, PoolToolError } from './pooltool-error.ts';

/**
 * The outermost PoolToolError in an error's chain of causes, or undefined. Whoever wrapped last understood most.
 * Of an AggregateError, a halting one speaks for all.
 */
export function poolToolErrorIn(error: unknown): PoolToolError | undefined {
  const seen = new Set<unknown>();
  let current = error;
  while (current instanceof Error && !seen.has(current)) {
    if (current instanceof PoolToolError) return current;
    if (current instanceof AggregateError) {
      const found = current.errors.map(poolToolErrorIn).filter((one) => one !== undefined);
      const loudest = found.find((one) => one.disposition === 'halt') ?? found[0];
      if (loudest !== undefined) return loudest;
    }
    seen.add(current);
    current = current.cause;
  }
  return undefined;
}

/**
 * What to do about anything that was thrown. An error nobody declared is `retry`: a request answers 500 and the sender
 * repeats it, a daemon exits 1 and PM2 starts it anew; both are safe because effects are idempotent. `halt` is only for
 * what somebody understood to endanger the truth, `reject` only for input somebody understood to be wrong.
 */
export function dispositionOf(error: unknown): Disposition {
  return poolToolErrorIn(error)?.disposition ?? 'retry';
}
