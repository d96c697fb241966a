import type { Bell, Clock } from '@pooltool/shared-utils/clock';
import { type Passes, passAfterPass } from '@pooltool/shared-utils/daemon';
import type { Log } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { FollowedNodes } from './watch-nodes.ts';
import type { WatchedWords } from './watch-words.ts';

/** What waits for the publisher is looked at this often. */
const LOOKED_AGAIN_MS = 1_000;
/** Nothing comes for this long: one look at nothing. */
const LONGEST_REST_MS = 60_000;
/** What a new pool's operator wrote waits in Firebase. */
const POOLS_LOOKED_FOR_EVERY_MS = 300_000;
const LONGEST_DELAY_MS = 30_000;

interface PassParts {
  readonly pool: Pool;
  readonly nodes: FollowedNodes;
  readonly words: WatchedWords;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Saves what Firebase told, as soon as it tells it; while PostgreSQL or Firebase is down it backs off and forgets nothing. */
export function startPasses({ pool, nodes, words, bell, clock, log, signal }: PassParts): Passes {
  let poolsLookedForMs = Number.NEGATIVE_INFINITY;
  return passAfterPass({
    pass: async () => {
      if (clock.now() >= poolsLookedForMs + POOLS_LOOKED_FOR_EVERY_MS) {
        await words.lookForPools();
        poolsLookedForMs = clock.now();
      }
      for (const [name, one] of [
        ['alerts', nodes.alerts],
        ['devices', nodes.devices],
        ['contacts', nodes.contacts],
      ] as const) {
        const rows = await one.save(pool);
        if (rows > 0) log.info({ nodes: name, rows }, 'client-nodes.saved');
      }
      for (const word of words.all) await word.settle();
    },
    rest: async () => {
      const open = words.all.some((word) => word.open() > 0);
      await bell.wait(open ? LOOKED_AGAIN_MS : LONGEST_REST_MS, signal);
    },
    clock,
    log,
    signal,
    delayed: 'client-writes.delayed',
    longestDelayMs: LONGEST_DELAY_MS,
  });
}
