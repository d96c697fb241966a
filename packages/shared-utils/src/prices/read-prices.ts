import { pricesUnreadable } from './errors.ts';

/** By currency, decimal text: digit for digit as the source wrote it, above 0 and small enough to be a number. */
export type Prices = ReadonlyMap<string, string>;

/** A price has some twenty digits; whoever sends hundreds sends something else. */
const MOST_CHARACTERS = 60;
const DECIMAL = /^\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Prices from an answer, found at `path` in it: `{"cardano": {"usd": 0.35, …}}` at `['cardano']`.
 * @throws POOLTOOL_PRICES_UNREADABLE (retry) naming every currency that is missing or odd
 */
export function readPrices(text: string, path: readonly string[], currencies: readonly string[]): Prices {
  const found = path.reduce(fieldOf, parsed(text));
  const odd: string[] = [];
  const prices = new Map<string, string>();
  for (const currency of currencies) {
    const price = fieldOf(found, currency);
    if (price instanceof Decimal && isPrice(price.text)) prices.set(currency, price.text);
    else odd.push(price === undefined ? `${currency} is missing` : `${currency} is ${shown(price)}`);
  }
  if (odd.length === 0) return prices;
  throw pricesUnreadable({
    message: `of ${currencies.length} currencies at ${path.join('.')}: ${odd.join(', ')}`,
    details: { odd: odd.length },
  });
}

const isPrice = (text: string): boolean =>
  text.length <= MOST_CHARACTERS && DECIMAL.test(text) && Number(text) > 0 && Number.isFinite(Number(text));

const shown = (value: unknown): string =>
  value instanceof Decimal ? value.text.slice(0, MOST_CHARACTERS) : value === null ? 'null' : `a ${typeof value}`;

/** A number as it is written: no digit of a price is rounded away. */
class Decimal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits);
  } catch (cause) {
    throw pricesUnreadable({ message: 'the answer is not JSON', cause });
  }
}

function keepDigits(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new Decimal(context?.source ?? String(value)) : value;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
