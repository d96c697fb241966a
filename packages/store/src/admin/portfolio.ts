import { storableText } from './storable-text.ts';

/** Pools that somebody chose, under a name, as the website of 2025 reads them (clients.md 1.1). */
export interface Portfolio {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** by their 56 hex characters */
  readonly pools: readonly string[];
  readonly display: boolean;
  readonly disabled: boolean;
  readonly adafolio: boolean;
  /** unix seconds; 0: not known */
  readonly created_at: number;
}

const POOL_ID = /^[0-9a-f]{56}$/;

/**
 * From what the old backend, an administrator's page or our own table holds. Refreshed ones of the old backend name pools
 * by objects with a `pool_id` (original.md 6.1): their ids are taken. What is of another shape is left out.
 * @returns null: no portfolio at all
 */
export function portfolioIn(id: string, record: unknown): Portfolio | null {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return null;
  const fields: Readonly<Record<string, unknown>> = { ...record };
  const text = (name: string): string => (typeof fields[name] === 'string' ? storableText(fields[name]) : '');
  const flag = (name: string): boolean => fields[name] === true;
  const createdAt = Number(fields['created_at'] ?? 0);
  return {
    id,
    name: text('name'),
    description: text('description'),
    pools: poolsIn(fields['pools']),
    display: flag('display'),
    disabled: flag('disabled'),
    adafolio: flag('adafolio'),
    created_at: Number.isSafeInteger(createdAt) ? createdAt : 0,
  };
}

/** The Realtime Database makes a map of a list with holes. */
const poolsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value)
        .map((one: unknown) => (typeof one === 'object' && one !== null && 'pool_id' in one ? one.pool_id : one))
        .filter((one): one is string => typeof one === 'string' && POOL_ID.test(one))
    : [];
