import { CborError } from './cbor-error.ts';
import type { CborWindow } from './window.ts';

/** What an open item still waits for: a count of items, or one of these until its break. */
const LIST = -1;
const MAP_KEY = -2;
const MAP_VALUE = -3;
const BYTE_CHUNKS = -4;
const TEXT_CHUNKS = -5;

/** Plutus data nests as deep as a transaction is long; nothing honest goes deeper than this. */
const DEEPEST = 1 << 17;

/** What waits around the item that is being passed over; one for all, since nothing is called between two heads. */
const waiting: number[] = [];

/**
 * Passes over one item without building anything: no recursion, so depth costs a number and not a stack frame.
 * @throws CborError for a truncated item, a misplaced break, a reserved length, or deeper nesting than any ledger item has
 */
export function skipItem(w: CborWindow): void {
  let depth = 0;
  let state = 1;
  for (;;) {
    if (w.end - w.at < 9) w.want(9);
    if (w.at >= w.end)
      throw new CborError({ offset: w.position, expected: 'an item', found: 'the end of the input', truncated: true });
    const offset = w.base + w.at;
    const initial = w.view.getUint8(w.at);
    const major = initial >> 5;
    const info = initial & 31;

    if (initial === 0xff) {
      if (state >= 0 || state === MAP_VALUE) throw new CborError({ offset, expected: 'an item', found: 'a break' });
      w.at += 1;
      state = depth > 0 ? (waiting[--depth] ?? 0) : 0;
      // An indefinite list may have been the last item of a definite one, which then ends with it.
      while (state === 0) {
        if (depth === 0) return;
        state = waiting[--depth] ?? 0;
      }
      continue;
    }
    if (
      (state === BYTE_CHUNKS && (major !== 2 || info === 31)) ||
      (state === TEXT_CHUNKS && (major !== 3 || info === 31))
    ) {
      throw new CborError({ offset, expected: 'a chunk of the string', found: `byte 0x${initial.toString(16)}` });
    }
    if (major === 6) {
      if (info === 31) throw reserved(offset, initial);
      argument(w, info, offset, initial);
      continue;
    }

    // This item is counted before it is opened, so that closing it needs no second look at its parent.
    if (state > 0) state -= 1;
    else if (state === MAP_KEY) state = MAP_VALUE;
    else if (state === MAP_VALUE) state = MAP_KEY;

    if (info === 31) {
      if (major < 2 || major > 5) throw reserved(offset, initial);
      w.at += 1;
      waiting[depth++] = state;
      state = major === 2 ? BYTE_CHUNKS : major === 3 ? TEXT_CHUNKS : major === 4 ? LIST : MAP_KEY;
    } else {
      const count = argument(w, info, offset, initial);
      if (major === 2 || major === 3) {
        if (count <= w.end - w.at) w.at += count;
        else w.pass(count, `${count} bytes of a string`);
      } else if ((major === 4 || major === 5) && count > 0) {
        const items = major === 4 ? count : count * 2;
        if (items > w.remaining()) {
          throw new CborError({
            offset,
            expected: `${items} items`,
            found: `${w.remaining()} bytes to the end`,
            truncated: true,
          });
        }
        waiting[depth++] = state;
        state = items;
      }
    }
    if (depth > DEEPEST) {
      throw new CborError({ offset, expected: `at most ${DEEPEST} levels of nesting`, found: 'more' });
    }
    while (state === 0) {
      if (depth === 0) return;
      state = waiting[--depth] ?? 0;
    }
  }
}

/** Passes over an item's head and gives its argument; above 2^53 only its size matters, so a double will do. */
function argument(w: CborWindow, info: number, offset: number, initial: number): number {
  if (info < 24) {
    w.at += 1;
    return info;
  }
  if (info > 27) throw reserved(offset, initial);
  const size = 1 << (info - 24);
  if (w.end - w.at <= size) {
    throw new CborError({
      offset,
      expected: `a head of ${size + 1} bytes`,
      found: 'the end of the input',
      truncated: true,
    });
  }
  const from = w.at + 1;
  w.at = from + size;
  if (size === 1) return w.view.getUint8(from);
  if (size === 2) return w.view.getUint16(from);
  if (size === 4) return w.view.getUint32(from);
  return w.view.getUint32(from) * 0x1_0000_0000 + w.view.getUint32(from + 4);
}

const reserved = (offset: number, initial: number): CborError =>
  new CborError({ offset, expected: 'an item', found: `the reserved byte 0x${initial.toString(16)}` });
