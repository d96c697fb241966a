import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { canonicalJson } from '@pooltool/shared-utils/json';
import { type Portfolio, readPortfolios } from '@pooltool/store/admin';
import { type Drawing, onePart } from '../drawing.ts';
import { family, noSubject } from '../family.ts';

/**
 * Every portfolio, by id, and the sign on which the website of 2025 loads the file again (clients.md 1.1, 2). The node
 * `portfolios` beside it is what administrators' pages write into: it is not drawn.
 */
export const portfoliosFile = family({
  kind: 'portfolios',
  place: 'object-store',
  read: noSubject,
  load: readPortfolios,
  draw: (_, portfolios) => drawPortfolios(portfolios),
});

export function drawPortfolios(portfolios: readonly Portfolio[]): Drawing {
  const file = Object.fromEntries(portfolios.map((one) => [one.id, { ...one }]));
  return [
    onePart('file', 'portfolios.json', file),
    { ...onePart('sign', 'mary_db_sync_status/portfolios', sha256Hex(canonicalJson(file))), place: 'firebase' },
  ];
}
