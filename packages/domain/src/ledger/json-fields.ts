import { InvalidValue } from '../units/brand.ts';
import { type Lovelace, lovelace } from '../units/lovelace.ts';
import { parseRatio, type Ratio } from '../units/ratio.ts';
import { type Epoch, epoch } from '../units/time.ts';

/** A JSON object being read: every complaint names the whole path of the field. */
export interface Fields {
  names(): string[];
  get(name: string): unknown;
  number(name: string): number;
  text(name: string): string;
  epoch(name: string): Epoch;
  /** signed */
  integer(name: string): bigint;
  lovelace(name: string): Lovelace;
  /** lovelace that may be negative */
  difference(name: string): bigint;
  ratio(name: string): Ratio;
  /** a word whose own constructor knows its rule, but not where it stands */
  word<Word>(name: string, rule: string, make: () => Word): Word;
  fields(name: string): Fields;
  list(name: string): Fields[];
  wrong(name: string, rule: string): InvalidValue;
}

/** `whole`: what to call the message itself. @throws InvalidValue when it is no object */
export function fieldsAt(path: string, value: unknown, whole = 'message'): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidValue({ word: path || whole, given: value, rule: 'an object' });
  }
  const map = new Map<string, unknown>(Object.entries(value));
  const pathOf = (name: string) => (path === '' ? name : `${path}.${name}`);
  const wrong = (name: string, rule: string) => new InvalidValue({ word: pathOf(name), given: map.get(name), rule });
  const text = (name: string): string => {
    const found = map.get(name);
    if (typeof found !== 'string') throw wrong(name, 'a text');
    return found;
  };
  const word = <Word>(name: string, rule: string, make: () => Word): Word => {
    try {
      return make();
    } catch (error) {
      throw error instanceof InvalidValue ? wrong(name, rule) : error;
    }
  };
  const number = (name: string): number => {
    const found = map.get(name);
    if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0) throw wrong(name, 'a whole number');
    return found;
  };
  return {
    names: () => [...map.keys()],
    get: (name) => map.get(name),
    wrong,
    text,
    number,
    word,
    epoch: (name) => word(name, 'an epoch', () => epoch(number(name))),
    ratio: (name) => word(name, 'a ratio n/d', () => parseRatio(text(name))),
    integer: (name) => {
      if (!/^-?\d{1,20}$/.test(text(name))) throw wrong(name, 'decimal digits');
      return BigInt(text(name));
    },
    lovelace: (name) => {
      if (!/^\d{1,20}$/.test(text(name))) throw wrong(name, 'lovelace as decimal digits');
      return lovelace(BigInt(text(name)));
    },
    difference: (name) => {
      if (!/^-?\d{1,20}$/.test(text(name))) throw wrong(name, 'lovelace as decimal digits, perhaps with a minus');
      return BigInt(text(name));
    },
    fields: (name) => fieldsAt(pathOf(name), map.get(name)),
    list: (name) => {
      const found = map.get(name);
      if (!Array.isArray(found)) throw wrong(name, 'a list');
      return found.map((one, index) => fieldsAt(`${pathOf(name)}[${index}]`, one));
    },
  };
}
