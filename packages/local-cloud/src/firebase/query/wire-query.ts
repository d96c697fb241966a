import { isRecord } from '../json.ts';
import { invalidQuery } from '../refusal.ts';
import type { Leaf } from '../tree/node.ts';
import { parsePath } from '../tree/path.ts';
import type { Bound, Index, Query } from './query.ts';

/**
 * A query as SDKs send it: `i` index (absent: priority), `sp`/`sn`/`sin` start value, key, inclusive, `ep`/`en`/`ein`
 * the same of the end, `l` limit, `vf` the side it counts from (`l` or `r`). SDKs before 9.10 send no `sin` and `ein`.
 */
export function parseWireQuery(json: unknown): Query | null {
  if (json === undefined || json === null) return null;
  if (!isRecord(json)) throw invalidQuery('a query must be an object');
  const start = parseBound(json['sp'], json['sn'], json['sin']);
  const end = parseBound(json['ep'], json['en'], json['ein']);
  return { index: parseIndex(json['i']), start, end, limit: parseLimit(json['l'], json['vf'], start !== undefined) };
}

/** `.key`, `.value`, `.priority` or a child's path. */
export function parseIndex(name: unknown): Index {
  if (name === undefined) return { by: 'priority' };
  if (typeof name !== 'string') throw invalidQuery('orderBy must be a valid JSON encoded path');
  switch (name) {
    case '.key':
      return { by: 'key' };
    case '.value':
      return { by: 'value' };
    case '.priority':
      return { by: 'priority' };
    default:
      return { by: 'child', path: parsePath(name) };
  }
}

function parseBound(value: unknown, key: unknown, inclusive: unknown): Bound | undefined {
  if (value === undefined) return undefined;
  if (key !== undefined && typeof key !== 'string') throw invalidQuery('the key of a bound must be a string');
  return { value: scalar(value), key, inclusive: inclusive !== false };
}

/** Refuses anything but a JSON scalar or null. */
export function scalar(value: unknown): Leaf | null {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  throw invalidQuery('Constraint index field must be a JSON primitive');
}

function parseLimit(count: unknown, side: unknown, hasStart: boolean): Query['limit'] {
  if (count === undefined) return undefined;
  if (typeof count !== 'number' || !Number.isInteger(count) || count <= 0) {
    throw invalidQuery('limit must be a positive integer');
  }
  if (side !== undefined) return { count, side: side === 'l' ? 'first' : 'last' };
  return { count, side: hasStart ? 'first' : 'last' };
}
