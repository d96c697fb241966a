import { cursorInvalid } from '../errors.ts';

/** Where a page ended: the sort key of its last row. Rows that come in before or behind do not move it. */
export type Position = readonly (string | number)[];

/**
 * Opaque to who gets it, self-describing for us, and not signed: it holds no more than a position in what its holder may read
 * anyway, and every part is checked as a parameter would be. `list` names the list it belongs to.
 */
export const cursorAt = (list: string, position: Position): string =>
  Buffer.from(JSON.stringify([list, ...position])).toString('base64url');

const LONGEST = 512;

/** @throws POOLTOOL_CURSOR_INVALID (400) for anything that `cursorAt` did not make for this list */
export function positionOf<Shape extends readonly ('string' | 'number')[]>(
  list: string,
  cursor: string,
  shape: Shape,
): { readonly [At in keyof Shape]: Shape[At] extends 'string' ? string : number };
export function positionOf(list: string, cursor: string, shape: readonly ('string' | 'number')[]): Position {
  const [of, ...position] = cursor.length > LONGEST ? [] : partsOf(cursor);
  if (of !== list || position.length !== shape.length || cursorAt(list, position) !== cursor) throw cursorInvalid();
  if (
    position.some((part, at) => typeof part !== shape[at] || (typeof part === 'number' && !Number.isSafeInteger(part)))
  ) {
    throw cursorInvalid();
  }
  return position;
}

function partsOf(cursor: string): Position {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string' || typeof part === 'number')
      ? parts
      : [];
  } catch {
    return [];
  }
}
