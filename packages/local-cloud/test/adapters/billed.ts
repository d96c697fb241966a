/** A counter for tests: what was put on the bill, operation by operation. */
export function billed() {
  const operations: Record<string, { count: number; bytes: number }> = {};
  const count = (operation: string, bytes = 0, units = 1): void => {
    const before = operations[operation] ?? { count: 0, bytes: 0 };
    operations[operation] = { count: before.count + units, bytes: before.bytes + bytes };
  };
  return { operations, count };
}
