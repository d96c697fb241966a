import { arrivalInvalid } from '../errors.ts';

/** Reads a body of the old CNODE server, and collects everything that is wrong with it before it complains. */
export interface ToldFields {
  /** whether the body has this field at all */
  has(name: string): boolean;
  /** A whole number from `least` to `most`, as a number or as digits in a text; every digit counts. */
  whole(name: string, range?: { readonly least?: bigint; readonly most?: bigint }): bigint;
  /** 0 … 1, as a decimal number: what is written counts, digit by digit. */
  fraction(name: string): { readonly numerator: bigint; readonly denominator: bigint };
  within(name: string): ToldFields;
  names(): string[];
  complain(name: string, rule: string): void;
}

/** Columns are 4 bytes wide. */
export const MOST_INTEGER = 2n ** 31n - 1n;

/**
 * What `read` makes of the body. @throws POOLTOOL_ARRIVAL_INVALID (400) naming every field that is missing and every one that is wrong
 */
export function readTold<Told>(body: unknown, read: (fields: ToldFields) => Told): Told {
  const faults: Fault[] = [];
  const told = read(fieldsOf('', body, faults));
  if (faults.length === 0) return told;
  const missing = faults.filter(({ rule }) => rule === MISSING).map(({ field }) => field);
  const wrong = faults.filter(({ rule }) => rule !== MISSING).map(({ field, rule }) => `${field} ${rule}`);
  const says = [...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []), ...wrong.slice(0, MOST_TOLD)];
  const more = wrong.length > MOST_TOLD ? `; and ${wrong.length - MOST_TOLD} more` : '';
  throw arrivalInvalid({ message: `${says.join('; ')}${more}`, details: { missing, faults: faults.length } });
}

interface Fault {
  readonly field: string;
  readonly rule: string;
}

const MISSING = 'is missing';
const MOST_TOLD = 20;

function fieldsOf(path: string, value: unknown, faults: Fault[]): ToldFields {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject && value !== undefined) faults.push({ field: path || 'the body', rule: 'must be an object' });
  if (!isObject && path === '' && value === undefined) faults.push({ field: 'the body', rule: MISSING });
  const map = new Map<string, unknown>(isObject ? Object.entries(value) : []);
  const pathOf = (name: string) => (path === '' ? name : `${path}.${name}`);
  const complain = (name: string, rule: string) => void faults.push({ field: pathOf(name), rule });
  const has = (name: string) => map.get(name) !== undefined && map.get(name) !== null;
  return {
    has,
    complain,
    names: () => [...map.keys()],
    whole(name, { least = 0n, most = MOST_INTEGER } = {}) {
      if (!has(name)) return missed(name, complain, least);
      const found = wholeIn(map.get(name));
      if (found !== null && found >= least && found <= most) return found;
      return missed(name, complain, least, `must be a whole number from ${least} to ${most}`);
    },
    fraction(name) {
      const none = { numerator: 0n, denominator: 1n };
      if (!has(name)) return missed(name, complain, none);
      const found = fractionIn(map.get(name));
      return found ?? missed(name, complain, none, 'must be a decimal number from 0 to 1');
    },
    within(name) {
      if (!has(name)) complain(name, MISSING);
      return fieldsOf(pathOf(name), map.get(name) ?? undefined, faults);
    },
  };
}

/** Something to go on with until the end, where all complaints are told together. */
function missed<Value>(
  name: string,
  complain: (name: string, rule: string) => void,
  instead: Value,
  rule = MISSING,
): Value {
  complain(name, rule);
  return instead;
}

function wholeIn(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : null;
}

/** 0.003 is 3/1000. A number is written as briefly as it can be read back, which is how it was sent. */
function fractionIn(value: unknown): { numerator: bigint; denominator: bigint } | null {
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'string') return null;
  const [, whole, digits = '', exponent = '0'] =
    /^(\d{1,20})(?:\.(\d{1,40}))?(?:e-(\d{1,2}))?$/.exec(String(value)) ?? [];
  if (whole === undefined) return null;
  const numerator = BigInt(`${whole}${digits}`);
  const denominator = 10n ** BigInt(digits.length + Number(exponent));
  return numerator <= denominator ? { numerator, denominator } : null;
}
