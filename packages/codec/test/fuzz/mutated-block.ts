import { type ItemSpan, itemSpans } from './cbor-items.ts';
import type { Chance } from './random.ts';

export interface CorpusBlock {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** its items of CBOR, so that whole ones can be moved about */
  readonly spans: readonly ItemSpan[];
}

export const corpusBlock = (name: string, bytes: Uint8Array): CorpusBlock => ({ name, bytes, spans: itemSpans(bytes) });

/** Heads that say something special: ends of lists, empty and indefinite things, null, bignums, sets, floats, what is reserved. */
const TELLING = [
  0x00, 0x1b, 0x1c, 0x3b, 0x40, 0x5f, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc2, 0xc3, 0xd9, 0xf6, 0xf7, 0xfb, 0xff,
];
/** Lengths that nothing can have: 2^32−1, 2^53, 2^53−1, 2^63, 2^64−1, as the eight bytes behind a head. */
const HUGE = ['00000000ffffffff', '0020000000000000', '001fffffffffffff', '8000000000000000', 'ffffffffffffffff'];
const DEEPEST_BOMB = 20_000;

type Mutation = (bytes: Uint8Array, chance: Chance, corpus: readonly CorpusBlock[]) => Uint8Array;

/** `bytes` with those from `from` to `to` replaced. */
const spliced = (bytes: Uint8Array, { from, to }: ItemSpan, by: Uint8Array): Uint8Array =>
  Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(to)]);

function someRange(bytes: Uint8Array, chance: Chance): ItemSpan {
  const from = chance.below(bytes.length);
  return { from, to: Math.min(bytes.length, from + 1 + chance.below(chance.pick([4, 40, 400]))) };
}

const withByte = (bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at] = change(copy[at] ?? 0);
  return copy;
};

/** Changes that know nothing of CBOR. */
const BLIND: readonly Mutation[] = [
  (bytes, chance) => withByte(bytes, chance.below(bytes.length), (byte) => byte ^ (1 << chance.below(8))),
  (bytes, chance) => withByte(bytes, chance.below(bytes.length), () => chance.pick(TELLING)),
  (bytes, chance) => withByte(bytes, chance.below(bytes.length), () => chance.below(256)),
  // another type with the same length, the same type with another length
  (bytes, chance) => withByte(bytes, chance.below(bytes.length), (byte) => (byte & 31) | (chance.below(8) << 5)),
  (bytes, chance) => withByte(bytes, chance.below(bytes.length), (byte) => (byte & 0xe0) | chance.below(32)),
  (bytes, chance) => bytes.subarray(0, chance.below(bytes.length)),
  (bytes, chance) => spliced(bytes, someRange(bytes, chance), new Uint8Array(0)),
  (bytes, chance) => {
    const { from, to } = someRange(bytes, chance);
    return spliced(bytes, { from, to: from }, bytes.subarray(from, to));
  },
  (bytes, chance) => {
    const at = chance.below(bytes.length);
    const random = Uint8Array.from({ length: 1 + chance.below(16) }, () => chance.below(256));
    return spliced(bytes, { from: at, to: at }, random);
  },
  (bytes, chance, corpus) => {
    const other = chance.pick(corpus).bytes;
    const { from, to } = someRange(other, chance);
    return spliced(bytes, someRange(bytes, chance), other.subarray(from, to));
  },
];

/** Changes to a whole item, so that what comes of it is well-formed more often than not. */
const ON_ITEMS: readonly ((block: CorpusBlock, chance: Chance, corpus: readonly CorpusBlock[]) => Uint8Array)[] = [
  // another item in its place: of this block, of another
  ({ bytes, spans }, chance) => {
    const { from, to } = chance.pick(spans);
    return spliced(bytes, chance.pick(spans), bytes.subarray(from, to));
  },
  ({ bytes, spans }, chance, corpus) => {
    const other = chance.pick(corpus);
    const { from, to } = chance.pick(other.spans);
    return spliced(bytes, chance.pick(spans), other.bytes.subarray(from, to));
  },
  // gone, or there twice
  ({ bytes, spans }, chance) => spliced(bytes, chance.pick(spans), new Uint8Array(0)),
  ({ bytes, spans }, chance) => {
    const { from, to } = chance.pick(spans);
    return spliced(bytes, { from, to: from }, bytes.subarray(from, to));
  },
  // a number or a length that nothing can have
  ({ bytes, spans }, chance) => {
    const { from } = chance.pick(spans);
    const head = ((bytes[from] ?? 0) & 0xe0) | 27;
    const by = Buffer.concat([Uint8Array.of(head), Buffer.from(chance.pick(HUGE), 'hex')]);
    return spliced(bytes, { from, to: from + 1 }, by);
  },
  // nested without end: lists, maps, tags, in place of an item or in front of it
  ({ bytes, spans }, chance) => {
    const { from, to } = chance.pick(spans);
    const bomb = new Uint8Array(1 + chance.below(DEEPEST_BOMB)).fill(chance.pick([0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0x5f]));
    return spliced(bytes, { from, to: chance.below(2) === 0 ? from : to }, bomb);
  },
  // the same list or map with an end instead of a length
  ({ bytes, spans }, chance) => {
    const { from, to } = chance.pick(spans);
    const head = bytes[from] ?? 0;
    const major = head >> 5;
    if ((major !== 4 && major !== 5) || (head & 31) > 23) return bytes.subarray(0, to);
    const inside = Buffer.concat([Uint8Array.of((major << 5) | 31), bytes.subarray(from + 1, to), Uint8Array.of(0xff)]);
    return spliced(bytes, { from, to }, inside);
  },
];

/** A block of the corpus with one to four things wrong with it. */
export function mutatedBlock(corpus: readonly CorpusBlock[], chance: Chance): { of: CorpusBlock; bytes: Uint8Array } {
  const of = chance.pick(corpus);
  let bytes = chance.below(3) === 0 ? of.bytes : chance.pick(ON_ITEMS)(of, chance, corpus);
  const more = bytes === of.bytes ? 1 + chance.below(3) : chance.pick([0, 0, 0, 1, 2]);
  for (let change = 0; change < more && bytes.length > 0; change++) bytes = chance.pick(BLIND)(bytes, chance, corpus);
  return { of, bytes };
}
