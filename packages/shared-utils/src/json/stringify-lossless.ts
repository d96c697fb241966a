import type { JsonValue } from './json-value.ts';

declare global {
  interface JSON {
    /** Text that JSON.stringify writes as it is. In V8 since Node 21; TypeScript's library does not know it yet. */
    rawJSON(text: string): object;
  }
}

/**
 * Writes JSON with bigints as their digits; `parseLossless` reads it back.
 * @throws TypeError for NaN and Infinity, which JSON.stringify would turn into null.
 */
export function stringifyLossless(value: JsonValue, indent?: number): string {
  return JSON.stringify(value, writable, indent);
}

function writable(name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return JSON.rawJSON(value.toString());
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`JSON has no ${value} (field ${name})`);
  return value;
}
