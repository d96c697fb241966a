import { CborError } from './cbor-error.ts';
import { CborReader } from './reader.ts';

/** The largest block is under 100 kB; a single item larger than this is not a chain. */
const LONGEST_ITEM = 1 << 24;

/**
 * The items of a CBOR sequence (RFC 8742: items back to back), each as its exact bytes, while the stream still flows.
 * Memory stays at one item and one piece of the stream.
 *
 * @throws CborError with the offset in the whole stream: a malformed item, or a stream that ends inside one
 */
export async function* cborSequence(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  let before = 0;
  let wanted = 1;
  for await (const piece of stream) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (rest.length < wanted) continue;
    const found = wholeItems(rest, before);
    yield* found.items;
    before += found.used;
    rest = rest.subarray(found.used);
    // Looking again only when the rest has doubled keeps a slow stream of one long item linear.
    wanted = found.used > 0 ? 1 : Math.min(rest.length * 2, LONGEST_ITEM);
    if (rest.length > LONGEST_ITEM) {
      throw new CborError({
        offset: before,
        expected: `an item of at most ${LONGEST_ITEM} bytes`,
        found: 'a longer one',
      });
    }
  }
  const last = wholeItems(rest, before);
  yield* last.items;
  if (last.cut !== null) throw last.cut;
}

/** What of `bytes` is whole, and how the first item that is not was cut short. */
function wholeItems(bytes: Uint8Array, before: number): { items: Uint8Array[]; used: number; cut: CborError | null } {
  const reader = new CborReader(bytes);
  const items: Uint8Array[] = [];
  let used = 0;
  try {
    while (used < bytes.length) {
      items.push(reader.rawItem());
      used = reader.position;
    }
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    const { offset, expected, found, truncated } = error;
    const cut = new CborError({ offset: before + offset, expected, found, truncated, cause: error });
    if (!truncated) throw cut;
    return { items, used, cut };
  }
  return { items, used, cut: null };
}
