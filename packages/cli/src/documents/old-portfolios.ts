import type { JsonValue } from '@pooltool/shared-utils/json';
import { type Portfolio, portfolioIn } from '@pooltool/store/admin';
import { documentInvalid } from '../errors.ts';

const LONGEST_ID = 100;

/**
 * `portfolios.json` of the old backend, or its node in Firebase: portfolios by id.
 * @throws POOLTOOL_DOCUMENT_INVALID naming those that are none
 */
export function portfoliosIn(value: JsonValue): Portfolio[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw documentInvalid({ message: 'portfolios are a JSON object: each by its id' });
  const read = Object.entries(value).map(([id, record]) => ({
    id,
    portfolio: id === '' || id.length > LONGEST_ID || id.includes('\0') ? null : portfolioIn(id, record),
  }));
  const wrong = read.filter(({ portfolio }) => portfolio === null).map(({ id }) => JSON.stringify(id.slice(0, 60)));
  if (wrong.length > 0) throw documentInvalid({ message: `no portfolios: ${wrong.slice(0, 20).join(', ')}` });
  return read.flatMap(({ portfolio }) => portfolio ?? []);
}
