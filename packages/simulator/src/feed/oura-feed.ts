import type { Clock } from '@pooltool/shared-utils/clock';
import { type Answer, openPoster, type Poster } from '@pooltool/shared-utils/json-poster';
import { dropDump } from './drop-dump.ts';
import type { BlockItem, FeedItem } from './feed-item.ts';

export interface OuraFeedOptions {
  readonly items: AsyncIterable<FeedItem>;
  /** of the consumer's /ouraconsume */
  readonly url: string;
  readonly authorization?: string;
  /** where the node's dump job leaves its dumps */
  readonly dumpFolder: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** after each item that arrived */
  readonly onDelivered?: (item: FeedItem) => void;
  /** each time a block was not taken; it is sent again */
  readonly onRefused?: (refusal: Refusal) => void;
}

/** Why a block has to be sent again. */
export interface Refusal {
  readonly item: BlockItem;
  readonly attempt: number;
  /** the answer's status and body, or what the connection said */
  readonly says: string;
}

const FIRST_WAIT_MS = 25;
const LONGEST_WAIT_MS = 1000;

/**
 * Plays Oura and the node's dump job: every block as an Oura v2 record, one request in flight, the next one only after
 * the consumer took this one; anything that is not 2xx is repeated for ever, as Oura does. Returns when the items end.
 * @throws the signal's reason when aborted, and what the items throw
 */
export async function runOuraFeed(options: OuraFeedOptions): Promise<void> {
  const { items, dumpFolder, signal, onDelivered } = options;
  const poster = openPoster({ url: new URL(options.url), authorization: options.authorization });
  try {
    for await (const item of items) {
      signal.throwIfAborted();
      if (item.kind === 'dump') await dropDump(dumpFolder, item);
      else await deliver(item, poster, options);
      onDelivered?.(item);
    }
  } finally {
    poster.close();
  }
}

async function deliver(item: BlockItem, poster: Poster, { clock, signal, onRefused }: OuraFeedOptions): Promise<void> {
  const { buffer, byteOffset, byteLength } = item.bytes;
  const body = `{"hex":"${Buffer.from(buffer, byteOffset, byteLength).toString('hex')}"}`;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await poster.post(body, signal).catch(asRefusal);
    signal.throwIfAborted();
    if (answer.status >= 200 && answer.status < 300) return;
    onRefused?.({ item, attempt, says: `${answer.status === 0 ? '' : `${answer.status} `}${answer.body}` });
    await clock.waitMs(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 10)), signal);
  }
}

/** The consumer may be away for a while: that is no reason to end. */
const asRefusal = (error: unknown): Answer => ({
  status: 0,
  body: error instanceof Error ? error.message : String(error),
});
