/** What a field must hold, as clients.md writes it. `?` at the end of a field's name: it may be missing. */
export type Shape =
  | 'int'
  | 'number'
  | 'lovelace'
  | 'epoch'
  | 'slot'
  | 'ms'
  | 'seconds'
  | 'percent'
  | 'fraction'
  | 'text'
  | 'bool'
  | 'hex56'
  | 'hex64'
  | 'pool'
  | RegExp
  | readonly ['list', Shape]
  | readonly ['map', Shape]
  | Fields;
export interface Fields {
  readonly [field: string]: Shape;
}

const WORDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  // Amounts are bigints here and become numbers on the way to Firebase.
  int: (value) => typeof value === 'bigint' || Number.isSafeInteger(value),
  // The app reads 64-bit whole numbers: what is larger breaks it.
  lovelace: (value) => isWhole(value) && value >= 0 && value < 2 ** 63,
  epoch: (value) => isWhole(value) && value >= 0 && value < 100_000,
  slot: (value) => isWhole(value) && value >= 0 && value < 2 ** 48,
  // Of these years, so that neither can pass for the other.
  ms: (value) => isWhole(value) && value >= Date.UTC(2017) && value < Date.UTC(2100),
  seconds: (value) => isWhole(value) && value >= Date.UTC(2017) / 1000 && value < Date.UTC(2100) / 1000,
  // Not more than two decimals.
  percent: (value) => typeof value === 'number' && value >= 0 && value <= 100 && Number(value.toFixed(2)) === value,
  fraction: (value) => typeof value === 'number' && Number.isFinite(value) && value < 10,
  number: (value) => typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)),
  text: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  hex56: (value) => typeof value === 'string' && /^[0-9a-f]{56}$/.test(value),
  hex64: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  // What made a Byron block is one word.
  pool: (value) => typeof value === 'string' && /^(byron|[0-9a-f]{56})$/.test(value),
};

const isWhole = (value: unknown): value is number | bigint => typeof value === 'bigint' || Number.isInteger(value);

/** Every place where `value` is not of this shape; a field that the shape does not have is a fault too. */
export function shapeFaults(value: unknown, shape: Shape, at = ''): string[] {
  if (typeof shape === 'string')
    return WORDS[shape]?.(value) === true ? [] : [`${at} is no ${shape}: ${String(value)}`];
  if (shape instanceof RegExp)
    return typeof value === 'string' && shape.test(value) ? [] : [`${at} is not as ${shape}: ${String(value)}`];
  if (isPair(shape)) return manyFaults(value, shape, at);
  if (typeof value !== 'object' || value === null) return [`${at} is no record: ${String(value)}`];
  const given: Readonly<Record<string, unknown>> = { ...value };
  const known = new Set(Object.keys(shape).map(bare));
  const unknown = Object.keys(given)
    .filter((name) => !known.has(name))
    .map((name) => `${at}.${name} is not in the contract`);
  const wrong = Object.entries(shape).flatMap(([name, inner]) =>
    given[bare(name)] == null
      ? name.endsWith('?')
        ? []
        : [`${at}.${name} is missing`]
      : shapeFaults(given[bare(name)], inner, `${at}.${bare(name)}`),
  );
  return [...unknown, ...wrong];
}

function manyFaults(value: unknown, [kind, inner]: readonly ['list' | 'map', Shape], at: string): string[] {
  if (kind === 'list' && !Array.isArray(value)) return [`${at} is no list`];
  if (typeof value !== 'object' || value === null) return [`${at} holds nothing`];
  // Of a map with dense numbers as keys the database makes a list, with nulls where nothing is.
  return Object.entries(value).flatMap(([name, one]) =>
    kind === 'map' && one === null ? [] : shapeFaults(one, inner, `${at}.${name}`),
  );
}

const bare = (name: string): string => name.replace(/\?$/, '');
const isPair = (shape: Exclude<Shape, string | RegExp>): shape is readonly ['list' | 'map', Shape] =>
  Array.isArray(shape);
