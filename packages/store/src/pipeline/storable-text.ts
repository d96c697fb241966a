/**
 * PostgreSQL's texts hold no zero byte, and its jsonb no half of a surrogate pair either; messages about broken files do.
 * A run whose end cannot be recorded for such a character would begin again for ever, so they are shown for what they are.
 */
export const storableText = (text: string): string => text.replaceAll('\0', ZERO).toWellFormed();

/** A value as jsonb takes it, names of fields too. */
export const jsonbText = (value: unknown): string =>
  JSON.stringify(value).replace(/\\(?:u[0-9a-f]{4}|.)/g, (escaped) => {
    if (escaped === '\\u0000') return ZERO;
    // JSON.stringify writes out only those that have lost their other half (ECMA-262, QuoteJSONString).
    return /^\\ud[89a-f]/.test(escaped) ? '\ufffd' : escaped;
  });

/** SYMBOL FOR NULL */
const ZERO = '\u2400';
