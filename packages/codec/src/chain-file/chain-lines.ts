import { fromHex } from '@pooltool/shared-utils/crypto';
import { parseLossless } from '@pooltool/shared-utils/json';
import { chainFileUnreadable } from '../errors.ts';
import type { ChainItem } from './chain-item.ts';
import { linesOfFile } from './lines-of-file.ts';
import { readingChainFile } from './reading-chain-file.ts';

/**
 * A file with one JSON object a line, `.jsonl` or `.jsonl.gz`: a block in `cborHex` or Oura v2's `hex`, or an event of Oura
 * v1, known by its `variant` or `context`. What an event means is for whoever takes it.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE naming the line
 */
export async function* readChainLines(path: string): AsyncGenerator<ChainItem> {
  yield* readingChainFile(path, itemsOf(path));
}

async function* itemsOf(path: string): AsyncGenerator<ChainItem> {
  for await (const { text, number } of linesOfFile(path)) {
    yield itemOfLine(text, { path, line: number });
  }
}

function itemOfLine(text: string, { path, line }: { readonly path: string; readonly line: number }): ChainItem {
  try {
    return itemOf(text, `line ${line}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw chainFileUnreadable({ message: `${path}, line ${line}: ${why}`, details: { file: path, line }, cause });
  }
}

function itemOf(text: string, at: string): ChainItem {
  const body: unknown = parseLossless(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new TypeError('no JSON object');
  if ('variant' in body || 'context' in body) return { kind: 'event', text, body, at };
  if ('cborHex' in body && typeof body.cborHex === 'string') {
    return { kind: 'block', bytes: fromHex(body.cborHex), at };
  }
  if ('hex' in body && typeof body.hex === 'string') return { kind: 'block', bytes: fromHex(body.hex), at };
  throw new TypeError('neither cborHex nor hex nor an event of Oura in the object');
}
