/** What stands at `key` of a node as Firebase gave it; undefined where there is nothing, or the node has no children. */
export function childOf(node: unknown, key: string): unknown {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
  const value: unknown = Reflect.get(node, key);
  return value ?? undefined;
}

/** Keys and values of a node's children; of a leaf none. Dense integer keys come as a list: its indexes are keys. */
export function childrenOf(node: unknown): [string, unknown][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).filter(([, value]) => value !== null && value !== undefined);
}

/** Of at most `longest` characters that a person may mean, not blank; otherwise null. PostgreSQL keeps no NUL. */
export function wordsIn(value: unknown, longest: number): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .trim();
  return text.length > 0 && text.length <= longest ? text : null;
}
