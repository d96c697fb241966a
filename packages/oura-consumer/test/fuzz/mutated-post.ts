import { toHex } from '@pooltool/shared-utils/crypto';
import { stringifyLossless } from '@pooltool/shared-utils/json';
import { type CorpusBlock, mutatedBlock } from '../../../codec/test/fuzz/mutated-block.ts';
import type { Chance } from '../../../codec/test/fuzz/random.ts';
import type { WholePost } from './posts.ts';

export interface SentPost {
  readonly of: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Values as JSON writes them, or tries to, for a field that wants another. */
const ODD_VALUES = [
  ...[
    'null',
    'true',
    '""',
    '"0"',
    '"\\u0000"',
    '"\\ud800"',
    '"__proto__"',
    '[]',
    '{}',
    '[null]',
    '{"hex":"00"}',
    '0',
    '-1',
    '-0',
    '0.5',
  ],
  ...[
    '1e400',
    '1E308',
    '9007199254740992',
    '9007199254740993',
    '-9223372036854775809',
    '18446744073709551616',
    'NaN',
    'Infinity',
  ],
  ...[
    `1${'0'.repeat(400)}`,
    `"${'a'.repeat(64)}"`,
    `"${'0'.repeat(56)}"`,
    '{"__proto__":{"slot":1}}',
    '{"constructor":{"prototype":1}}',
  ],
];

/** Stands in the text for a value that no object can hold, until the text is written. */
const HOLE = '@hole@';

type Path = readonly (string | number)[];

/** Every place in a value: fields and items, the outermost first. */
function pathsIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inside = Object.entries(value).flatMap(([name, item]) =>
    pathsIn(item, [...at, Array.isArray(value) ? Number(name) : name]),
  );
  return at.length === 0 ? inside : [at, ...inside];
}

/** `value` with what stands at `path` changed; undefined takes a field away. */
function withAt(value: unknown, [step, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (step === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === step ? withAt(item, rest, change) : item));
  const fields: Record<string, unknown> = { ...Object(value) };
  fields[step] = withAt(fields[step], rest, change);
  return fields;
}

/** One field is another, is gone, or has one beside it that nobody wants. */
function mutatedFields({ body }: WholePost, chance: Chance): string {
  let changed: unknown = body;
  const values: string[] = [];
  for (let left = 1 + chance.below(3); left > 0; left--) {
    const paths = pathsIn(changed);
    if (paths.length === 0) break;
    changed = withAt(changed, chance.pick(paths), () => {
      if (chance.below(5) === 0) return undefined;
      values.push(chance.pick(ODD_VALUES));
      return HOLE;
    });
  }
  const text = stringifyLossless(changed);
  const filled = values.reduce((all, value) => all.replace(`"${HOLE}"`, () => value), text);
  return chance.below(4) === 0 ? filled.replace('{', `{${chance.pick(SURPLUS)},`) : filled;
}

const SURPLUS = [
  '"__proto__":{"hex":"82"}',
  '"hex":"820780"',
  '"variant":"Block"',
  '"variant":7',
  '"":null',
  '"event":"reset"',
  '"constructor":1',
];

/** Wrong as text: bits, ends, pieces twice, nested without end. */
function mutatedText(post: WholePost, chance: Chance): Buffer {
  const bytes = Buffer.from(stringifyLossless(post.body));
  const at = chance.below(bytes.length);
  switch (chance.below(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      bytes[at] = chance.below(256);
      return bytes;
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at >> 1, at), bytes.subarray(at)]);
    case 3:
      return Buffer.from(chance.pick(['[', '{"a":', '[[],']).repeat(1 + chance.below(50_000)));
    case 4:
      return Buffer.concat([bytes, bytes]);
    default:
      return Buffer.from(
        chance.pick([
          '',
          'null',
          '[]',
          '{}',
          '"hex"',
          '7',
          '\uFEFF{"hex":"82"}',
          '{"hex":"82","hex":"83"}',
          '{"hex":[]}',
        ]),
      );
  }
}

const TYPES = [
  'application/json; charset=utf-16',
  'application/json;',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/cbor',
  '',
  'json',
  'multipart/form-data; boundary=x',
];

function mutatedHeaders({ headers }: WholePost, chance: Chance): Record<string, string> {
  const odd = chance.pick([
    '',
    'origin',
    '-1,ab',
    `1,${'ab'.repeat(32)}`,
    `9007199254740993,${'0'.repeat(64)}`,
    'x'.repeat(5_000),
    ',',
    '1',
    '1,2,3',
  ]);
  switch (chance.below(6)) {
    case 0:
      return { ...headers, 'content-type': chance.pick(TYPES) };
    case 1:
      return { ...headers, 'content-encoding': chance.pick(['gzip', 'br', 'identity', 'what']) };
    case 2:
      return { ...headers, 'x-oura-chainsync-action': chance.pick(['undo', 'reset', 'apply', 'APPLY', '', 'what']) };
    case 3:
      return { ...headers, 'x-oura-chainsync-point': odd };
    case 4:
      return { ...headers, 'x-request-id': odd, 'user-agent': odd, authorization: odd };
    default:
      return { ...headers, 'x-large': 'x'.repeat(chance.pick([100, 10_000, 20_000, 100_000])) };
  }
}

export interface PostCorpus {
  readonly posts: readonly WholePost[];
  readonly blocks: readonly CorpusBlock[];
  /** the block that builds on our tip, told by v1 events without CBOR */
  readonly pieces: readonly WholePost[];
}

/** What is sent one after the other; the last answer says what came of it. */
export function mutatedPosts(corpus: PostCorpus, chance: Chance): SentPost[] {
  return chance.below(12) === 0 ? mutatedPieces(corpus.pieces, chance) : [mutatedPost(corpus, chance)];
}

/** A whole block in pieces, of which one is wrong: what is accepted of it must be fit to be kept. */
function mutatedPieces(pieces: readonly WholePost[], chance: Chance): SentPost[] {
  const wrong = chance.below(pieces.length);
  const headers = { 'content-type': 'application/json' };
  return pieces.map((post, index) => {
    const text = index === wrong ? mutatedFields(post, chance) : stringifyLossless(post.body);
    return { of: `${post.name}, piece ${wrong} wrong`, body: Buffer.from(text), headers };
  });
}

/** A POST with something wrong: its fields, its text, the block in it, or what stands around it. */
function mutatedPost({ posts, blocks }: PostCorpus, chance: Chance): SentPost {
  const post = chance.pick(posts);
  const headers = { 'content-type': 'application/json', ...post.headers };
  const kind = chance.below(20);
  if (kind < 8) return { of: `${post.name}, fields`, body: Buffer.from(mutatedFields(post, chance)), headers };
  if (kind < 12) return { of: `${post.name}, text`, body: mutatedText(post, chance), headers };
  if (kind < 15) {
    const around = mutatedHeaders({ ...post, headers }, chance);
    return { of: `${post.name}, headers`, body: Buffer.from(stringifyLossless(post.body)), headers: around };
  }
  const carrying = chance.pick(posts.filter(({ hexAt }) => hexAt !== undefined));
  const { bytes } = mutatedBlock(blocks, chance);
  const body = withAt(carrying.body, carrying.hexAt ?? [], () => toHex(bytes));
  const type = { 'content-type': 'application/json' };
  // The point of the block it was would be refused before the block is looked at.
  return {
    of: `${carrying.name}, block`,
    body: Buffer.from(stringifyLossless(body)),
    headers: chance.below(2) === 0 ? type : headers,
  };
}
