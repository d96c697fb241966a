import { type BlockHash, blockHash, type Height, height } from '@pooltool/domain';
import { Type } from 'typebox';
import { cursorInvalid } from '../errors.ts';

export const HASH = '[0-9a-f]{64}';

export const blockHashParameter = Type.String({
  description: 'The hash of the block: 64 hex characters, in either case.',
  pattern: '^[0-9a-fA-F]{64}$',
  examples: ['5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd'],
});

export const blockHashFrom = (text: string): BlockHash => blockHash(text.toLowerCase());

/** Nine digits: some 600 years. */
export const HIGHEST = 999_999_999;

export const heightParameter = (description: string) =>
  Type.Integer({ description, minimum: 0, maximum: HIGHEST, examples: [12_345_678] });

/** @throws POOLTOOL_CURSOR_INVALID (400) */
export function cursorHeight(number: number): Height {
  if (number < 0 || number > HIGHEST) throw cursorInvalid();
  return height(number);
}

/** @throws POOLTOOL_CURSOR_INVALID (400) */
export function cursorHash(text: string): BlockHash {
  if (!new RegExp(`^${HASH}$`).test(text)) throw cursorInvalid();
  return blockHash(text);
}
