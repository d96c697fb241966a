import { parseJson } from '../json.ts';
import { invalidQuery } from '../refusal.ts';
import { type Bound, type Query, selectsEverything } from './query.ts';
import { parseIndex, scalar } from './wire-query.ts';

const BOUNDS = ['startAt', 'startAfter', 'endAt', 'endBefore', 'equalTo'] as const;
const LIMITS = ['limitToFirst', 'limitToLast'] as const;

/**
 * A query as REST clients write it: every value is JSON (`orderBy="height"`, `startAt=5`, `equalTo="x"`), a bound may
 * have a key after a comma (`startAt="x","key"`). Null when the request asks for the whole node.
 */
export function parseRestQuery(search: URLSearchParams): Query | null {
  const orderBy = search.get('orderBy');
  if (orderBy === null) {
    if ([...BOUNDS, ...LIMITS].some((name) => search.has(name))) {
      throw invalidQuery('orderBy must be defined when other query parameters are defined');
    }
    return null;
  }
  const name = parseJson(orderBy);
  if (typeof name !== 'string') throw invalidQuery('orderBy must be a valid JSON encoded path');
  const equal = search.get('equalTo');
  if (equal !== null && BOUNDS.some((bound) => bound !== 'equalTo' && search.has(bound))) {
    throw invalidQuery('equalTo cannot be specified in addition to startAt, startAfter, endAt, or endBefore');
  }
  const query: Query = {
    index: parseIndex(name.startsWith('$') ? `.${name.slice(1)}` : name),
    start: equal === null ? lowerBound(search) : bound(equal, true),
    end: equal === null ? upperBound(search) : bound(equal, true),
    limit: parseLimit(search),
  };
  return selectsEverything(query) ? null : checkedKeys(query);
}

function lowerBound(search: URLSearchParams): Bound | undefined {
  const [at, after] = [search.get('startAt'), search.get('startAfter')];
  if (at !== null && after !== null) throw invalidQuery('Only one of startAt and startAfter may be specified');
  if (after !== null) return bound(after, false);
  return at === null ? undefined : bound(at, true);
}

function upperBound(search: URLSearchParams): Bound | undefined {
  const [at, before] = [search.get('endAt'), search.get('endBefore')];
  if (at !== null && before !== null) throw invalidQuery('Only one of endAt and endBefore may be specified');
  if (before !== null) return bound(before, false);
  return at === null ? undefined : bound(at, true);
}

function bound(text: string, inclusive: boolean): Bound {
  const parts = parseJson(`[${text}]`);
  if (!Array.isArray(parts) || parts.length < 1 || parts.length > 2) {
    throw invalidQuery('Constraint index field must be a JSON primitive');
  }
  const key: unknown = parts[1];
  if (key !== undefined && typeof key !== 'string') throw invalidQuery('the key of a bound must be a string');
  return { value: scalar(parts[0]), key, inclusive };
}

function parseLimit(search: URLSearchParams): Query['limit'] {
  const [first, last] = [search.get('limitToFirst'), search.get('limitToLast')];
  if (first !== null && last !== null) throw invalidQuery('Only one of limitToFirst and limitToLast may be specified');
  const text = first ?? last;
  if (text === null) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw invalidQuery('limitToFirst and limitToLast must be positive integers');
  return { count: Number(text), side: first === null ? 'last' : 'first' };
}

function checkedKeys(query: Query): Query {
  if (query.index.by !== 'key') return query;
  for (const { value } of [query.start, query.end].filter((end) => end !== undefined)) {
    if (typeof value !== 'string') throw invalidQuery('a bound of orderBy="$key" must be a string');
  }
  return query;
}
