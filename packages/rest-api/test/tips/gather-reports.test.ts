import { blockHash, height, nodeName, poolId, slot, type TipMessage, unixMs } from '@pooltool/domain';
import { manualClock } from '@pooltool/shared-utils/clock';
import { errorKind } from '@pooltool/shared-utils/errors';
import { databaseUnreachable } from '@pooltool/shared-utils/pg';
import { MOST_IN_BATCH } from '@pooltool/tip-inbox';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GatheringParts, gatherReports } from '../../src/tips/gather-reports.ts';

const message = (no: number): TipMessage => ({
  reporter: { pool: poolId('00'.repeat(28)), node: nodeName('') },
  receivedAt: unixMs(no),
  at: null,
  hash: blockHash('00'.repeat(32)),
  slot: slot(no),
  height: height(no),
  parent: null,
  issuerKey: null,
  election: null,
  protocol: null,
  version: '',
  platform: '',
});

const gathering = (
  put: (messages: readonly TipMessage[]) => Promise<void>,
  more: Partial<Pick<GatheringParts, 'patienceMs' | 'onFailure'>> = {},
) => {
  const clock = manualClock(0);
  const parts = { inbox: { put }, clock, mostWaiting: 5_000, patienceMs: 0, onFailure: () => {}, ...more };
  return { clock, ...gatherReports(parts) };
};

test('one put is under way; who comes meanwhile goes with the next, in batches of a bounded size', async () => {
  const sizes: number[] = [];
  let held = Promise.withResolvers<void>();
  const { add, idle } = gathering(async (messages) => {
    sizes.push(messages.length);
    await held.promise;
  });
  const first = add(message(0));
  const others = Array.from({ length: MOST_IN_BATCH + 5 }, (_, no) => add(message(no + 1)));
  expect(sizes).toEqual([1]);
  held.resolve();
  held = Promise.withResolvers();
  held.resolve();
  await Promise.all([first, ...others]);
  await idle();
  expect(sizes).toEqual([1, MOST_IN_BATCH, 5]);
});

test('a put that fails for a moment is done again before anybody is told', async () => {
  let failures = 2;
  const { add, clock } = gathering(
    async () => {
      failures -= 1;
      if (failures >= 0) throw databaseUnreachable();
    },
    { patienceMs: 1_000 },
  );
  const added = add(message(1));
  await clock.advance(400);
  await expect(added).resolves.toBeUndefined();
});

test('when the inbox stays away, everybody who waits hears so at once, not one batch after the other', async () => {
  let puts = 0;
  const held = Promise.withResolvers<void>();
  const { add, idle } = gathering(async () => {
    puts += 1;
    await held.promise;
    throw databaseUnreachable();
  });
  const added = Array.from({ length: 3 * MOST_IN_BATCH }, (_, no) => add(message(no)));
  held.resolve();
  const outcomes = await Promise.allSettled(added);
  await idle();
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(puts).toBe(1);
});

test('a failure is told until a put succeeds, or until nobody has tried for a while: whoever is sent no reports could never mend', async () => {
  let isAway = true;
  const failures: unknown[] = [];
  const put = async () => {
    if (isAway) throw databaseUnreachable();
  };
  const { add, isFailing, clock } = gathering(put, { onFailure: (error) => void failures.push(error) });
  await expect(add(message(1))).rejects.toMatchObject({ disposition: 'retry' });
  await expect(add(message(2))).rejects.toMatchObject({ disposition: 'retry' });
  expect([isFailing(), failures.length]).toEqual([true, 1]);
  await clock.advance(60_000);
  expect(isFailing()).toBe(false);
  await expect(add(message(3))).rejects.toMatchObject({ disposition: 'retry' });
  expect([isFailing(), failures.length]).toEqual([true, 2]);
  isAway = false;
  await add(message(4));
  expect(isFailing()).toBe(false);
});

test('what is refused for good is not tried again', async () => {
  const refused = errorKind({ code: 'POOLTOOL_TEST_REFUSED', disposition: 'reject', says: 'no' });
  let puts = 0;
  const { add } = gathering(
    async () => {
      puts += 1;
      throw refused();
    },
    { patienceMs: 1_000 },
  );
  await expect(add(message(1))).rejects.toMatchObject({ code: 'POOLTOOL_TEST_REFUSED' });
  expect(puts).toBe(1);
});

test('whatever fails when: an acknowledged message was stored, and one that was not stored is not acknowledged', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 30 }),
      fc.array(fc.nat(9), { maxLength: 30 }),
      async (outcomes, bursts) => {
        const stored = new Set<number>();
        let put = 0;
        const { add, idle, waiting } = gathering(async (messages) => {
          put += 1;
          if (outcomes[put % (outcomes.length + 1)] === true) throw databaseUnreachable();
          await Promise.resolve();
          for (const { height } of messages) stored.add(height);
        });
        const sent: Promise<readonly [number, boolean]>[] = [];
        for (const burst of bursts) {
          for (let one = 0; one < burst; one += 1) {
            const no = sent.length;
            sent.push(
              add(message(no)).then(
                () => [no, true] as const,
                () => [no, false] as const,
              ),
            );
          }
          await Promise.resolve();
        }
        for (const [no, isAcknowledged] of await Promise.all(sent)) expect(stored.has(no)).toBe(isAcknowledged);
        await idle();
        expect(waiting()).toBe(0);
      },
    ),
  );
});
