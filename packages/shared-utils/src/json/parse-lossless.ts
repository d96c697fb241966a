import { jsonInvalid, jsonTooLarge } from './errors.ts';
import { readExactly } from './exact-reader.ts';
import type { JsonValue } from './json-value.ts';
import { surveyJson } from './survey-json.ts';

export type JsonLimits = {
  /** In UTF-16 units of the text. Default: no limit. */
  readonly maxLength?: number;
  /** Lists and objects inside each other. Default 512; whoever walks the value recursively must be able to. */
  readonly maxDepth?: number;
};

/**
 * Parses JSON without losing a digit: an integer beyond ±(2^53−1) is a bigint, every other number a number (also
 * 1e30, which is written as a float). Of equal names in one object the last one counts, as in JSON.parse.
 *
 * `__proto__` is a name like any other: it becomes an own field and reaches no prototype. It is not refused, because
 * anybody can put it into a transaction's metadata, and a chain event is never refused.
 *
 * JSON.parse does the work unless the text holds what it would not do right (see `readExactly`).
 *
 * @throws jsonInvalid for what is not JSON; jsonTooLarge beyond the limits and for an integer of more than 4,096 digits.
 */
export function parseLossless(text: string, { maxLength, maxDepth = 512 }: JsonLimits = {}): JsonValue {
  if (maxLength !== undefined && text.length > maxLength) {
    throw jsonTooLarge({ message: `the JSON is ${text.length} characters long, ${maxLength} are allowed` });
  }
  const { depth, longDigits, escapedName } = surveyJson(text);
  if (depth > maxDepth) {
    throw jsonTooLarge({ message: `the JSON nests ${depth} deep, ${maxDepth} are allowed` });
  }
  const parsed = parseNatively(text);
  return longDigits || escapedName ? readExactly(text) : parsed;
}

function parseNatively(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw jsonInvalid({ message: `not JSON: ${cause instanceof Error ? cause.message : 'unreadable'}`, cause });
  }
}
