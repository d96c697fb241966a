import type { Point } from '@pooltool/domain';
import { pointText } from '@pooltool/domain';
import type { FeedItem } from './feed-item.ts';

/** The items do not lead through the point that the consumer has reached: it followed another chain. */
export class OtherChain extends Error {
  override readonly name = 'OtherChain';
}

/**
 * The items after the block at `point`, as Oura goes on after its cursor; all of them when there is none.
 * @throws OtherChain when that block is not among the items
 */
export async function* goOnAfter(items: AsyncIterable<FeedItem>, point: Point | null): AsyncGenerator<FeedItem> {
  let found = point === null;
  for await (const item of items) {
    if (found) yield item;
    else if (item.kind === 'block' && item.block.hash === point?.hash) found = true;
    else if (item.kind === 'block' && point !== null && item.block.slot > point.slot + FORK_SLOTS) break;
  }
  if (!found && point !== null) {
    throw new OtherChain(`the chain at hand does not lead through ${pointText(point)}, where the consumer stands`);
  }
}

/** Slots do not only grow where branches compete; beyond this a point that was not met will not be. */
const FORK_SLOTS = 10_000;
