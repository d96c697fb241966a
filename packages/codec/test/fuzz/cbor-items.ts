/** Where one item of CBOR stands: head, argument and everything in it. */
export interface ItemSpan {
  readonly from: number;
  readonly to: number;
}

const SIZES: Record<number, number> = { 24: 1, 25: 2, 26: 4, 27: 8 };
const INDEFINITE = 31;
const BREAK = 0xff;

/**
 * Every item of well-formed CBOR, the outer ones behind the inner ones. It shares nothing with the reader that is being
 * tested, and trusts its input.
 */
export function itemSpans(bytes: Uint8Array): ItemSpan[] {
  const spans: ItemSpan[] = [];
  let at = 0;

  function item(): void {
    const from = at;
    const initial = bytes[at++] ?? 0;
    const major = initial >> 5;
    const info = initial & 31;
    const argument = argumentOf(info);
    if (major === 2 || major === 3) {
      if (info === INDEFINITE) untilBreak();
      else at += argument;
    } else if (major === 4 || major === 5) {
      if (info === INDEFINITE) untilBreak();
      else for (let left = argument * (major - 3); left > 0; left--) item();
    } else if (major === 6) {
      item();
    }
    spans.push({ from, to: at });
  }

  function argumentOf(info: number): number {
    const size = SIZES[info] ?? 0;
    if (size === 0) return info;
    let argument = 0;
    for (let byte = 0; byte < size; byte++) argument = argument * 256 + (bytes[at++] ?? 0);
    return argument;
  }

  function untilBreak(): void {
    while (bytes[at] !== BREAK) item();
    at += 1;
  }

  item();
  return spans;
}
