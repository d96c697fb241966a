import { type ChainItem, decodeBlock } from '@pooltool/codec';

export type BlockItem = Extract<ChainItem, { kind: 'block' }>;
export type EventItem = Extract<ChainItem, { kind: 'event' }>;

/** What is made true at once: blocks as many as share a transaction, or one event. */
export type ReplayStep =
  | { readonly kind: 'blocks'; readonly items: readonly BlockItem[] }
  | { readonly kind: 'event'; readonly item: EventItem };

/** Full blocks are 90 kB: a step of bytes keeps the memory of a busy chain that of a quiet one. */
const MOST_BYTES = 1 << 24;

/**
 * Puts the items of a file together to steps of at most `batch` blocks. When the file breaks off with an error, the blocks
 * before it are a step of their own first. Ends before the first item after slot `until`.
 *
 * @returns whether `until` was passed: then nothing of later files is wanted either
 */
export async function* stepsOf(
  items: AsyncIterable<ChainItem>,
  { batch, until }: { readonly batch: number; readonly until: number | null },
): AsyncGenerator<ReplayStep, boolean> {
  const iterator = items[Symbol.asyncIterator]();
  let blocks: BlockItem[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const next = await nextOf(iterator);
      const passed = next.kind === 'item' && until !== null && isAfter(next.item, until);
      if (next.kind === 'item' && next.item.kind === 'block' && !passed) {
        blocks.push(next.item);
        bytes += next.item.bytes.length;
        if (blocks.length < batch && bytes < MOST_BYTES) continue;
      }
      if (blocks.length > 0) yield { kind: 'blocks', items: blocks };
      [blocks, bytes] = [[], 0];
      if (passed) return true;
      if (next.kind === 'failed') throw next.error;
      if (next.kind === 'end') return false;
      if (next.item.kind === 'event') yield { kind: 'event', item: next.item };
    }
  } finally {
    await iterator.return?.();
  }
}

type Next =
  | { readonly kind: 'item'; readonly item: ChainItem }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: unknown };

async function nextOf(iterator: AsyncIterator<ChainItem>): Promise<Next> {
  try {
    const { done, value } = await iterator.next();
    return done === true ? { kind: 'end' } : { kind: 'item', item: value };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/** What cannot be decoded is for whoever takes it to refuse; what names no slot (a RollBack) stands where it stands. */
function isAfter(item: ChainItem, until: number): boolean {
  const slot = item.kind === 'block' ? slotOfBlock(item.bytes) : slotOfEvent(item.body);
  return slot !== null && slot > until;
}

function slotOfBlock(bytes: Uint8Array): number | null {
  try {
    return decodeBlock(bytes).slot;
  } catch {
    return null;
  }
}

function slotOfEvent(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('context' in body)) return null;
  const { context } = body;
  if (typeof context !== 'object' || context === null || !('slot' in context)) return null;
  return typeof context.slot === 'number' ? context.slot : null;
}
