import { PoolToolError } from '../errors/index.ts';
import { isSecretName, REDACTED, withoutSecrets } from './redaction.ts';

const MOST_DEEP = 8;
const MOST_ITEMS = 100;
const MOST_CHARACTERS = 8_192;
const MOST_BYTES = 64;

/**
 * Any value as plain JSON for the log: bigints as decimal strings (money stays exact), bytes as hex, errors with code,
 * disposition, details and causes, secrets taken out by name and by shape; long, deep and round things cut short with a
 * note of what was left out. Never throws, also when a getter does: a log line must not end the process.
 */
export function loggable(value: unknown, path: readonly object[] = []): unknown {
  switch (typeof value) {
    case 'string':
      return shortText(withoutSecrets(value));
    case 'bigint':
      return value.toString();
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    case 'object':
      return value === null ? null : loggableObject(value, path);
    case 'boolean':
    case 'undefined':
      return value;
  }
}

function loggableObject(value: object, path: readonly object[]): unknown {
  if (path.includes(value)) return '[round]';
  if (path.length >= MOST_DEEP) return '[deep]';
  const inside = [...path, value];
  if (value instanceof Error) return loggableError(value, inside);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return withoutSecrets(value.href);
  if (value instanceof Uint8Array) return shortBytes(value);
  if (ArrayBuffer.isView(value)) return `[${value.constructor.name} of ${value.byteLength} bytes]`;
  if (value instanceof Map) return loggableItems([...value], inside);
  if (Array.isArray(value) || value instanceof Set) return loggableItems([...value], inside);
  return loggableFields(value, inside);
}

function loggableItems(items: readonly unknown[], inside: readonly object[]): unknown {
  const shown = items.slice(0, MOST_ITEMS).map((item) => loggable(item, inside));
  return items.length > MOST_ITEMS ? [...shown, `[${items.length - MOST_ITEMS} more]`] : shown;
}

/** The fields of a record; a secret's value is replaced, whatever it is. */
export function loggableFields(record: object, inside: readonly object[] = [record]): Record<string, unknown> {
  const entries = Object.keys(record).map((name): [string, unknown] => [
    name,
    isSecretName(name) ? REDACTED : loggable(fieldOf(record, name), inside),
  ]);
  return Object.fromEntries(entries);
}

function fieldOf(record: object, name: string): unknown {
  try {
    return Reflect.get(record, name);
  } catch {
    return '[unreadable]';
  }
}

function loggableError(error: Error, inside: readonly object[]): unknown {
  // A declared error that is refused says it all in its message; every other one needs to be found in the code.
  const refused = error instanceof PoolToolError && error.disposition === 'reject';
  return {
    ...loggableFields(error, inside),
    name: loggable(error.name),
    message: loggable(error.message),
    ...(refused ? {} : { stack: loggable(error.stack) }),
    ...(error instanceof AggregateError ? { errors: loggableItems(error.errors, inside) } : {}),
    ...(error.cause === undefined ? {} : { cause: loggable(error.cause, inside) }),
  };
}

function shortText(text: string): string {
  const more = text.length - MOST_CHARACTERS;
  return more > 0 ? `${text.slice(0, MOST_CHARACTERS)}… [${more} more]` : text;
}

function shortBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MOST_BYTES)).toString('hex');
  return bytes.length > MOST_BYTES ? `${hex}… [${bytes.length} bytes]` : hex;
}
