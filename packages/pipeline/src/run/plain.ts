import { isSecretName, withoutSecrets } from '@pooltool/shared-utils/log';
import type { Json } from '../asset/metadata.ts';

/**
 * Any value as JSON that a table can keep: amounts as decimal texts, errors by their message, no secrets. Never throws: what
 * is round or cannot be read is told as why it is not, because a run must not fail by telling of itself.
 */
export function plain(value: unknown): Json {
  try {
    return plainOf(value);
  } catch (error) {
    return `[not told: ${error instanceof Error ? error.message : 'it cannot be read'}]`;
  }
}

function plainOf(value: unknown): Json {
  const text = JSON.stringify(value, (name, inner: unknown) => {
    if (name !== '' && isSecretName(name)) return '[secret]';
    if (typeof inner === 'bigint') return inner.toString();
    if (typeof inner === 'string') return withoutSecrets(inner);
    if (inner instanceof Error) return withoutSecrets(inner.message);
    return inner;
  });
  // JSON.stringify answers undefined for undefined and functions.
  return text === undefined ? null : JSON.parse(text);
}

/** The same for a record: its names tell which of its values are secrets. */
export function plainRecord(record: Readonly<Record<string, unknown>>): { readonly [key: string]: Json } {
  const made = plain(record);
  if (typeof made === 'string') return { told: made };
  return made !== null && typeof made === 'object' && !isList(made) ? made : {};
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);
