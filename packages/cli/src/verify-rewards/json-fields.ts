/** Reading parsed JSON by name and shape. What is wrong is told with the path to it: `pools[3].delegators[0]`. */

/** What the text holds is not what was expected of it. */
export class FieldInvalid extends Error {
  override readonly name = 'FieldInvalid';

  constructor(path: string, expected: string, got: unknown) {
    const shown = got === undefined ? 'absent' : `${JSON.stringify(got)}`.slice(0, 60);
    super(`${path} must be ${expected}, it is ${shown}`);
  }
}

export class Field {
  readonly value: unknown;
  readonly path: string;

  constructor(value: unknown, path: string) {
    this.value = value;
    this.path = path;
  }

  get isPresent(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  at(name: string): Field {
    const { value, path } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.wrong('an object');
    return new Field(Object.getOwnPropertyDescriptor(value, name)?.value, path === '' ? name : `${path}.${name}`);
  }

  items(): Field[] {
    if (!Array.isArray(this.value)) throw this.wrong('a list');
    return this.value.map((item, i) => new Field(item, `${this.path}[${i}]`));
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.wrong('text');
    return this.value;
  }

  natural(): number {
    const { value } = this;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
      throw this.wrong('a whole number from 0');
    return value;
  }

  flag(): boolean {
    if (typeof this.value !== 'boolean') throw this.wrong('true or false');
    return this.value;
  }

  /** Decimal digits in quotes: money exceeds what a JSON number keeps. */
  amount(): bigint {
    const { value } = this;
    if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) throw this.wrong('an amount: digits in quotes');
    return BigInt(value);
  }

  /** Read by `read`, whose refusal is told as being of this field. */
  as<Value>(read: (text: string) => Value): Value {
    try {
      return read(this.text());
    } catch (error) {
      if (error instanceof FieldInvalid) throw error;
      throw this.wrong(error instanceof Error ? error.message : 'readable');
    }
  }

  wrong(expected: string): FieldInvalid {
    return new FieldInvalid(this.path === '' ? 'the document' : this.path, expected, this.value);
  }
}
