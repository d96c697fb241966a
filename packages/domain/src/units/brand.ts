declare const brand: unique symbol;

/** A primitive that only its own constructor can make: a `Slot` cannot be passed where an `Epoch` is wanted. */
export type Brand<Primitive, Name extends string> = Primitive & { readonly [brand]: Name };

/** A value that is not what its word promises. The edge turns it into an error with a code; the domain only says why. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';
  readonly word: string;
  readonly given: string;

  constructor({ word, given, rule }: { word: string; given: unknown; rule: string }) {
    super(`${word} must be ${rule}, not ${shown(given)}`);
    this.word = word;
    this.given = shown(given);
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** A safe integer from 0 to `most`, or an `InvalidValue` that names `word`. */
export function natural(word: string, value: number, most = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > most) {
    throw new InvalidValue({ word, given: value, rule: `a whole number from 0 to ${most}` });
  }
  return value;
}

/** Lower-case hex of exactly `bytes` bytes, or an `InvalidValue` that names `word`. */
export function hexOf(word: string, bytes: number, value: string): string {
  if (value.length !== bytes * 2 || !/^[0-9a-f]*$/.test(value)) {
    throw new InvalidValue({ word, given: value, rule: `${bytes * 2} lower-case hex characters` });
  }
  return value;
}
