import type { Json } from '../../src/firebase/json.ts';
import type { Bound, Query } from '../../src/firebase/query/query.ts';

/**
 * What a query selects, the slow literal way: sort everything by the documentation's rules, filter, cut. Shares no code
 * with the database.
 */
export function naiveQuery(children: ReadonlyMap<string, Json>, { index, start, end, limit }: Query): string[] {
  const value = (key: string): Json => {
    const child = children.get(key) ?? null;
    switch (index.by) {
      case 'key':
        return null;
      case 'value':
        return child;
      case 'priority':
        return field(child, '.priority');
      case 'child':
        return index.path.reduce(field, child);
    }
  };
  const compare = (a: string, b: string) => byValue(value(a), value(b)) || byKey(a, b);
  const against = (key: string, bound: Bound, tie: number): number => {
    if (index.by === 'key') return byKey(key, String(bound.value));
    return byValue(value(key), bound.value) || (bound.key === undefined ? tie : byKey(key, bound.key));
  };
  const selected = [...children.keys()].sort(compare).filter((key) => {
    const fromStart = start === undefined ? 1 : against(key, start, start.inclusive ? 1 : -1);
    const fromEnd = end === undefined ? -1 : against(key, end, end.inclusive ? -1 : 1);
    const afterStart = fromStart > 0 || (fromStart === 0 && start?.inclusive === true);
    const beforeEnd = fromEnd < 0 || (fromEnd === 0 && end?.inclusive === true);
    return afterStart && beforeEnd;
  });
  if (limit === undefined) return selected;
  return limit.side === 'first' ? selected.slice(0, limit.count) : selected.slice(-limit.count);
}

function field(json: Json, name: string): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const own = Object.entries(json).find(([key]) => key === name);
  return own?.[1] ?? null;
}

/** null < false < true < numbers < strings < objects. */
function byValue(a: Json, b: Json): number {
  const rank = (json: Json) => [null, 'false', 'true', 'number', 'string', 'object'].indexOf(rankName(json));
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return 0;
}

function rankName(json: Json): string | null {
  if (json === null) return null;
  return typeof json === 'boolean' ? String(json) : typeof json;
}

/** Keys that are 32-bit integers come first, by value; the others follow by code units. */
export function byKey(a: string, b: string): number {
  const [x, y] = [asInteger(a), asInteger(b)];
  if (x !== null && y !== null) return x - y || a.length - b.length;
  if (x !== null) return -1;
  if (y !== null) return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function asInteger(key: string): number | null {
  if (!/^-?\d+$/.test(key)) return null;
  const value = Number.parseInt(key, 10);
  return Math.abs(value) < 2 ** 31 ? value : null;
}
