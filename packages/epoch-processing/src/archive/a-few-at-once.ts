/** Reading from PostgreSQL, compressing and sending take turns on two processors. */
const AT_ONCE = 3;

/**
 * Does the work for every item, a few at a time, and answers in their order. After a failure nothing new begins, and what
 * is under way ends before it is thrown: nobody is left working in a folder that is being taken away.
 */
export async function aFewAtOnce<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  const waiting = [...items].entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
