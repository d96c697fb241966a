import type { Followed, OuraFeed } from '@pooltool/oura-consumer';
import { routeUnknown } from '@pooltool/shared-utils/http';
import { expect, test } from 'vitest';
import { replayDirectly } from '../../src/replay/replay-directly.ts';
import { StepFailed } from '../../src/replay/target.ts';

const items = Array.from({ length: 10 }, (_, index) => ({
  kind: 'block' as const,
  bytes: Uint8Array.of(index),
  at: `block at byte ${index}`,
}));
const nothing: Followed = { did: 'nothing', why: 'it is known' };

test('Ctrl-C is heard between two blocks also where a step goes one by one', async () => {
  const stopped = new AbortController();
  let followed = 0;
  const target = replayDirectly({
    follower: {
      // Any error about the blocks themselves makes the step go one by one.
      followBlocks: () => Promise.reject(routeUnknown({ message: 'a gap' })),
      follow: () => {
        followed += 1;
        if (followed === 3) stopped.abort();
        return Promise.resolve(nothing);
      },
    },
    feed: { take: () => Promise.reject(new Error('no event is in the step')) } satisfies OuraFeed,
    demandAlone: () => {},
    signal: stopped.signal,
  });
  const failed = await target.take({ kind: 'blocks', items }).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(StepFailed);
  expect(failed).toMatchObject({ taken: { blocks: 3 }, at: 'block at byte 3' });
  expect(followed).toBe(3);
});
