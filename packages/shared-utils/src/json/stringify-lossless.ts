declare global {
  interface JSON {
    /** Text that JSON.stringify writes as it is. In V8 since Node 21; TypeScript's library does not know it yet. */
    rawJSON(text: string): object;
  }
}

/**
 * Writes JSON with bigints as their digits; `parseLossless` reads it back.
 * @throws TypeError for NaN and Infinity, which JSON.stringify would turn into null, and for what is no JSON at all.
 */
export function stringifyLossless(value: unknown, indent?: number): string {
  const text: string | undefined = JSON.stringify(value, writable, indent);
  if (text === undefined) throw new TypeError(`JSON has no ${typeof value}`);
  return text;
}

function writable(name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return JSON.rawJSON(value.toString());
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`JSON has no ${value} (field ${name})`);
  return value;
}
