import type { ChainFollower, Followed, OuraFeed } from '@pooltool/oura-consumer';
import { poolToolErrorIn } from '@pooltool/shared-utils/errors';
import type { BlockItem, EventItem } from './steps.ts';
import { bothTaken, NOTHING_TAKEN, type ReplayTarget, StepFailed, type Taken } from './target.ts';

export interface Direct {
  readonly follower: Pick<ChainFollower, 'follow' | 'followBlocks'>;
  /** the reader of events that the consumer's route has */
  readonly feed: OuraFeed;
  /** throws when this process may not write any more */
  readonly demandAlone: () => void;
  /** ends a step that goes one by one between two blocks; the others are one transaction */
  readonly signal: AbortSignal;
}

/** Makes steps true in the database: many blocks in one transaction, one by one where they do not simply go on. */
export const replayDirectly = ({ follower, feed, demandAlone, signal }: Direct): ReplayTarget => ({
  async take(step) {
    demandAlone();
    return step.kind === 'event' ? takeEvent(step.item) : takeBlocks(step.items);

    async function takeEvent({ body, at }: EventItem): Promise<Taken> {
      try {
        return takenBy(await feed.take({ body, headers: {} }), { blocks: beginsBlock(body) ? 1 : 0 });
      } catch (cause) {
        throw new StepFailed({ taken: NOTHING_TAKEN, at, cause });
      }
    }

    async function takeBlocks(items: readonly BlockItem[]): Promise<Taken> {
      try {
        return takenBy(await follower.followBlocks(items.map(({ bytes }) => bytes)), { blocks: items.length });
      } catch (error) {
        // A fork inside, a gap or bytes that are no block: nothing of the step is true, and one by one it is known where.
        if (isAboutBlocks(error)) return takeOneByOne(items);
        throw new StepFailed({ taken: NOTHING_TAKEN, at: items[0]?.at ?? 'its beginning', cause: error });
      }
    }

    async function takeOneByOne(items: readonly BlockItem[]): Promise<Taken> {
      let taken = NOTHING_TAKEN;
      for (const { bytes, at } of items) {
        try {
          signal.throwIfAborted();
          const followed = await follower.follow({ kind: 'block', bytes, claimed: null });
          taken = bothTaken(taken, takenBy(followed, { blocks: 1 }));
        } catch (cause) {
          throw new StepFailed({ taken, at, cause });
        }
      }
      return taken;
    }
  },
});

/** What the blocks are at fault for; not the database, not a mistake in the program. */
function isAboutBlocks(error: unknown): boolean {
  const told = poolToolErrorIn(error);
  return told !== undefined && (told.status < 500 || told.code === 'POOLTOOL_ROLLBACK_TOO_DEEP');
}

function takenBy(followed: Followed, { blocks }: { readonly blocks: number }): Taken {
  if (followed.did === 'nothing') return { ...NOTHING_TAKEN, blocks };
  return { blocks, recorded: followed.recorded, undone: followed.undone, tip: followed.tip };
}

/** Of a block's many events one counts. */
const beginsBlock = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'variant' in body && body.variant === 'Block';
