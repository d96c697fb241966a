import type { BattlePlace } from '@pooltool/store/battles';
import { cursorHash, cursorHeight } from '../parameters/block-parameters.ts';
import { cursorAt, positionOf } from './cursor.ts';

/** A list's cursor: height and hash of its last row, for lists that are newest first by both. */
export const placeCursor =
  (list: string) =>
  ({ height, hash }: BattlePlace): string =>
    cursorAt(list, [height, hash]);

/** @throws POOLTOOL_CURSOR_INVALID (400) */
export function placeIn(list: string, cursor: string): BattlePlace {
  const [height, hash] = positionOf(list, cursor, ['number', 'string'] as const);
  return { height: cursorHeight(height), hash: cursorHash(hash) };
}
