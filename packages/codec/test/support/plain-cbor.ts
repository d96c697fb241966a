/** An item of CBOR as it stands, with nothing known of what it means: bytes are `0x…`, a map is a list of pairs. */
export type PlainItem =
  | bigint
  | string
  | null
  | boolean
  | readonly PlainItem[]
  | { readonly pairs: readonly (readonly [PlainItem, PlainItem])[] };

const SIZES: Record<number, number> = { 24: 1, 25: 2, 26: 4, 27: 8 };
const INDEFINITE = 31;

/**
 * Reads well-formed CBOR a second way, sharing no line with the reader of shared-utils: tags are left out but for bignums,
 * simple values and floats that no block needs become null.
 */
export function plainCbor(bytes: Uint8Array): PlainItem {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function item(): PlainItem {
    const initial = buffer[at++] ?? 0;
    const major = initial >> 5;
    const info = initial & 31;
    const size = SIZES[info] ?? 0;
    const argument = size === 0 ? BigInt(info) : BigInt(`0x${buffer.toString('hex', at, at + size)}`);
    at += size;
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1n - argument;
      case 2:
        return `0x${
          info === INDEFINITE
            ? untilBreak(item)
                .map((chunk) => String(chunk).slice(2))
                .join('')
            : taken(argument).toString('hex')
        }`;
      case 3:
        return info === INDEFINITE ? untilBreak(item).join('') : taken(argument).toString('utf8');
      case 4:
        return info === INDEFINITE ? untilBreak(item) : Array.from({ length: Number(argument) }, item);
      case 5:
        return { pairs: info === INDEFINITE ? untilBreak(pair) : Array.from({ length: Number(argument) }, pair) };
      case 6:
        return tagged(argument, item());
      default:
        return info === 20 || info === 21 ? info === 21 : null;
    }
  }

  const pair = (): readonly [PlainItem, PlainItem] => [item(), item()];

  function taken(length: bigint): Buffer {
    at += Number(length);
    return buffer.subarray(at - Number(length), at);
  }

  function untilBreak<T>(read: () => T): T[] {
    const items: T[] = [];
    while (buffer[at] !== 0xff) items.push(read());
    at += 1;
    return items;
  }

  return item();
}

function tagged(tag: bigint, value: PlainItem): PlainItem {
  if ((tag !== 2n && tag !== 3n) || typeof value !== 'string') return value;
  const magnitude = BigInt(value === '0x' ? '0x0' : value);
  return tag === 2n ? magnitude : -1n - magnitude;
}

/** A field of a map with numbers for keys; null when it is not there. */
export function plainField(map: PlainItem | undefined, key: bigint): PlainItem {
  if (typeof map !== 'object' || map === null || !('pairs' in map)) throw new TypeError('no map');
  return map.pairs.find(([name]) => name === key)?.[1] ?? null;
}

/** The items of a list, none of a field that is not there. */
export function plainList(list: PlainItem | undefined): readonly PlainItem[] {
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw new TypeError('no list');
  return list;
}
