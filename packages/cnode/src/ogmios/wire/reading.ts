import { InvalidValue } from '@pooltool/domain';
import { encodingInvalid } from '@pooltool/shared-utils/crypto';
import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import { ogmiosAnswerUnknown } from '../errors.ts';

const SHOWN_CHARACTERS = 80;

/** A place in an answer: what stands there and how it is reached. What does not fit is an error that names the path. */
export class Reading {
  readonly path: string;
  readonly #value: JsonValue | undefined;

  constructor(value: JsonValue | undefined, path: string) {
    this.#value = value;
    this.path = path;
  }

  fail(wanted: string): never {
    const found = this.#value === undefined ? 'nothing' : shown(this.#value);
    throw ogmiosAnswerUnknown({
      message: `${this.path}: expected ${wanted}, found ${found}`,
      details: { path: this.path, wanted },
    });
  }

  /** Ogmios leaves out what is absent; `null` counts as absent too. */
  get absent(): boolean {
    return this.#value === undefined || this.#value === null;
  }

  is(value: string): boolean {
    return this.#value === value;
  }

  get isText(): boolean {
    return typeof this.#value === 'string';
  }

  get isObject(): boolean {
    return isObject(this.#value);
  }

  get isList(): boolean {
    return Array.isArray(this.#value);
  }

  /** A field, which may be absent. */
  field(name: string): Reading {
    const object = this.object();
    return new Reading(Object.hasOwn(object, name) ? object[name] : undefined, `${this.path}.${name}`);
  }

  /** What `read` makes of a field; null when it is absent. */
  optional<Value>(name: string, read: (at: Reading) => Value): Value | null {
    const field = this.field(name);
    return field.absent ? null : read(field);
  }

  object(): JsonObject {
    const value = this.#value;
    return isObject(value) ? value : this.fail('an object');
  }

  text(): string {
    return typeof this.#value === 'string' ? this.#value : this.fail('a text');
  }

  oneOf<const Word extends string>(words: readonly Word[]): Word {
    const text = this.text();
    return words.find((word) => word === text) ?? this.fail(words.join(' or '));
  }

  boolean(): boolean {
    return typeof this.#value === 'boolean' ? this.#value : this.fail('true or false');
  }

  /** A number as a float: for what Ogmios itself computes in floats. */
  float(): number {
    return typeof this.#value === 'number' ? this.#value : this.fail('a number');
  }

  /** A whole number, whatever its size. */
  integer(): bigint {
    const value = this.#value;
    if (typeof value === 'bigint') return value;
    return Number.isSafeInteger(value) ? BigInt(this.float()) : this.fail('a whole number');
  }

  /** A whole number that a float holds exactly. */
  safeInteger(): number {
    const value = this.#value;
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : this.fail('a whole number within ±2^53');
  }

  count(): number {
    const value = this.safeInteger();
    return value >= 0 ? value : this.fail('a whole number from 0 on');
  }

  list<Value>(read: (at: Reading) => Value): Value[] {
    const value = this.#value;
    if (!isList(value)) return this.fail('a list');
    return value.map((item, index) => read(new Reading(item, `${this.path}[${index}]`)));
  }

  /** Each field: its name, and what stands in it. */
  entries<Value>(read: (name: Reading, at: Reading) => Value): Value[] {
    return Object.entries(this.object()).map(([name, value]) => {
      const path = `${this.path}.${name}`;
      return read(new Reading(name, path), new Reading(value, path));
    });
  }

  /** What a word of the domain or an encoding makes of this; its refusal gets the path. */
  as<Value>(make: () => Value): Value {
    try {
      return make();
    } catch (cause) {
      if (cause instanceof InvalidValue || encodingInvalid.is(cause)) return this.fail(cause.message);
      throw cause;
    }
  }

  /** As it is. */
  raw(): JsonValue {
    return this.#value ?? null;
  }
}

/** Array.isArray does not narrow a readonly array away. */
const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shown(value: JsonValue): string {
  if (isList(value)) return `a list of ${value.length}`;
  if (isObject(value)) return `an object of ${Object.keys(value).slice(0, 5).join(', ') || 'nothing'}`;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
