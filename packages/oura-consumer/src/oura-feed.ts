import { type BlockHash, type Network, type Point, pointText, type Tip } from '@pooltool/domain';
import type { Log } from '@pooltool/shared-utils/log';
import { blockIncomplete } from './errors.ts';
import type { FeedMessage } from './feed-message.ts';
import type { ChainFollower } from './follow-chain.ts';
import type { Followed } from './followed.ts';
import { type Post, readPost } from './read-post.ts';
import { assembleBlock } from './v1/assembly.ts';
import { readBlockRecord } from './v1/block-record.ts';
import { checkCalendar } from './v1/calendar.ts';
import type { BlockEvent, InBlock, PartEvent } from './v1/event.ts';
import { type OpenBlock, openBlockOf } from './v1/open-block.ts';
import { readPart } from './v1/part.ts';
import { payloadKeyOf } from './v1/variants.ts';
import { startAt } from './where-to-start.ts';

export interface OuraFeed {
  /**
   * One POST of Oura, of whatever version. What it says is true when this returns; an event of a block that is told in
   * many is kept until its BlockEnd, and until then nothing of it is written.
   * @throws what `readPost` and the follower throw, POOLTOOL_EVENT_OF_ANOTHER_NETWORK (reject),
   *   POOLTOOL_BLOCK_TOO_LARGE (reject), POOLTOOL_BLOCK_INCOMPLETE (retry)
   */
  take(post: Post): Promise<Followed>;
}

export interface OuraFeedParts {
  readonly follower: Pick<ChainFollower, 'follow'>;
  readonly network: Network;
  readonly log: Log;
  /** what the database knows; asked only when memory does not tell */
  readonly chain: {
    isOurs(hash: BlockHash): Promise<boolean>;
    tip(): Promise<Tip | null>;
  };
  /** each time a block was recorded that was told without its CBOR */
  readonly onToldWithoutCbor: () => void;
}

/**
 * Reads every feed into messages for the follower. It remembers two things, and both may be lost at any instant: the block
 * that is open, and the last one whose Block event told it whole, whose further events then cost nothing. After a loss an
 * event of a block that we neither have nor opened is answered 409, so that Oura starts again before it: never skipped.
 *
 * What tells a block whole is never answered from memory: somebody else may have undone the block since.
 */
export function ouraFeed({ follower, network, log, chain, onToldWithoutCbor }: OuraFeedParts): OuraFeed {
  let open: OpenBlock | null = null;
  /** one whose parts can never become a block: when it begins again it begins anew */
  let spoilt: OpenBlock | null = null;
  let whole: BlockHash | null = null;
  let warned = false;

  return {
    async take(post) {
      const said = readPost(post);
      if (said.kind !== 'v1') return follow(said);
      const { event } = said;
      if (event.kind === 'roll-back') return rollBack(event.to);
      checkCalendar(network, event);
      if (event.kind === 'block') {
        return event.bytes === null ? openBlock(event) : wholeBlock(withBytes(event, event.bytes), event);
      }
      if (event.hash === whole) return toldBefore(event);
      if (event.kind === 'part') return event.hash === open?.hash ? keep(open, event) : partOfKnownBlock(event);
      return event.bytes === null ? endBlock(event) : follow(withBytes(event, event.bytes));
    },
  };

  async function follow(message: FeedMessage): Promise<Followed> {
    whole = null;
    return follower.follow(message);
  }

  async function wholeBlock(message: FeedMessage, { hash }: BlockEvent): Promise<Followed> {
    const outcome = await follow(message);
    whole = hash;
    return outcome;
  }

  /** Oura's cursor moves with a block's first event: when it connects anew it may go on behind a block it never ended. */
  async function rollBack(to: Point | 'origin'): Promise<Followed> {
    if (to !== 'origin' && open?.hash === to.hash && !(await chain.isOurs(to.hash))) {
      throw await incomplete(`Oura goes on after block ${pointText(to)}, which it has not told to its end`, to);
    }
    const outcome = await follow({ kind: 'roll-backward', to });
    open = null;
    return outcome;
  }

  async function openBlock(event: BlockEvent): Promise<Followed> {
    const record = readBlockRecord(payloadKeyOf(event.variant), event.payload, event);
    const before = open;
    // One that we have may be told again, and left in the middle: it is whole already.
    if (before !== null && record.parentHash === before.hash && !(await chain.isOurs(before.hash))) {
      throw await incomplete(`block ${pointText(event)} begins, and its parent was not told to its end`, before.record);
    }
    if (open?.hash !== record.hash || open === spoilt) open = openBlockOf(record);
    if (whole === record.hash) whole = null;
    if (!warned) {
      warned = true;
      log.warn({ height: record.height, slot: record.slot, hash: record.hash }, 'block.told-without-cbor');
    }
    return kept(event);
  }

  async function keep(block: OpenBlock, event: PartEvent): Promise<Followed> {
    const part = readPart(event, block.record);
    if (part === null) return toldBefore(event);
    orSpoilt(block, () => block.keep(part));
    return kept(event);
  }

  async function endBlock(event: BlockEvent): Promise<Followed> {
    const ending = open;
    if (ending?.hash !== event.hash) return partOfKnownBlock(event);
    const block = orSpoilt(ending, () => assembleBlock(ending.record, ending.parts()));
    const outcome = await follow({ kind: 'told-block', block });
    if (open === ending) open = null;
    if (outcome.did === 'rolled-forward') onToldWithoutCbor();
    return outcome;
  }

  /** Of an incomplete one the rest may still come. */
  function orSpoilt<Result>(block: OpenBlock, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (!blockIncomplete.is(error)) spoilt = block;
      throw error;
    }
  }

  async function partOfKnownBlock(event: PartEvent | BlockEvent): Promise<Followed> {
    if (!(await chain.isOurs(event.hash))) {
      throw await incomplete(
        `${event.variant} is of block ${pointText(event)}, whose Block event did not come before`,
        event,
      );
    }
    return toldBefore(event);
  }

  async function incomplete(says: string, { slot, hash }: Point): Promise<Error> {
    const tip = await chain.tip();
    return blockIncomplete({ message: `${says}; ${startAt(tip)}`, details: { slot, hash, tip } });
  }
}

const withBytes = ({ hash, slot, height }: BlockEvent, bytes: Uint8Array): FeedMessage => ({
  kind: 'block',
  bytes,
  claimed: { hash, slot, height },
});

const toldBefore = ({ variant }: InBlock): Followed => ({
  did: 'nothing',
  why: `${variant} is told by the block itself`,
});

const kept = ({ variant }: InBlock): Followed => ({ did: 'nothing', why: `${variant} is kept until its block ends` });
