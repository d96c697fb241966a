import { manualClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { databaseUnreachable } from '@pooltool/shared-utils/pg';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Channel, Drawn } from '../../src/websocket/channel.ts';
import { drawnOf, isObject } from '../../src/websocket/channels/one-drawing.ts';
import { openLane } from '../../src/websocket/lane.ts';
import { leaveAll, listener } from '../../src/websocket/listener.ts';
import { makeOutlet } from '../../src/websocket/outlet.ts';
import { fakeWire } from './fake-wire.ts';

const EPOCHS = [1, 2];
const PAGES = 2;
/** How long nothing happens after a step: not at all, less than a drawing takes, longer than a rest. */
const PAUSES_MS = [0, 2, 300];
const MOST_BYTES = 200;
const HIM = { address: '203.0.113.1', bearer: null };

const page = fc.nat(PAGES - 1);
const epoch = fc.constantFrom(...EPOCHS);
const ms = fc.constantFrom(...PAUSES_MS);
const told = fc.oneof(
  fc.record({ what: fc.constantFrom('subscribe', 'unsubscribe'), page, epoch, ms }),
  fc.record({ what: fc.constant('change'), epoch, ms }),
  fc.record({ what: fc.constantFrom('jam', 'drain', 'leave'), page, ms }),
);
const anything = fc.oneof(
  told,
  // A notification may be lost.
  fc.record({ what: fc.constant('change'), epoch, isTold: fc.constant(false), ms }),
  fc.record({ what: fc.constantFrom('database gone', 'database back'), ms }),
);
type Step = { what: string; page?: number; epoch?: number; ms?: number; isTold?: boolean };

const valueIn = ({ value }: Drawn): number => (isObject(value) ? Number(value['value']) : Number.NaN);

/** A channel whose truth is a number by epoch, drawn after a moment, and its pages. */
function stage() {
  const clock = manualClock(1_000_000);
  const ending = new AbortController();
  const truth = new Map(EPOCHS.map((one) => [one, 0]));
  const state = { isGone: false };
  const channel: Channel<{ readonly epoch: number }> = {
    name: 'blocks',
    readParams: (given) => ({ epoch: Number(given.get('epoch')) }),
    mostTopics: 10,
    restMs: 200,
    draw: async (asked) => {
      const seen = asked.map(({ epoch: of }) => drawnOf({ of, value: truth.get(of) ?? -1, long: 'x'.repeat(150) }));
      await clock.waitMs(5);
      if (state.isGone) throw databaseUnreachable();
      return seen;
    },
    // Only right for who has what was before.
    changes: (before, after) => [{ by: valueIn(after) - valueIn(before), long: 'y'.repeat(150) }],
  };
  const lane = openLane(channel, {
    clock,
    log: memoryLog(),
    signal: ending.signal,
    mostSubscriptions: 10,
    onRedraw: () => {},
    onSent: () => {},
  });
  const pages = Array.from({ length: PAGES }, () => {
    const wire = fakeWire();
    return { wire, who: listener(makeOutlet(wire, { mostBytes: MOST_BYTES, clock }), HIM), wants: new Set<number>() };
  });
  return {
    clock,
    truth,
    state,
    lane,
    pages,
    async end() {
      ending.abort(new Error('the test ends'));
      // What is being drawn is drawn to its end.
      await clock.advance(10);
      await lane.ended;
    },
  };
}

/** @param patienceMs how long pages wait at the end */
async function expectNewest(steps: readonly Step[], patienceMs: number): Promise<void> {
  const { clock, truth, state, lane, pages, end } = stage();
  for (const { what, page: at = 0, epoch: of = 1, ms = 0, isTold = true } of steps) {
    const one = pages[at];
    if (one === undefined) throw new RangeError(`there is no page ${at}`);
    const given = new Map([['epoch', of]]);
    if (what === 'subscribe') {
      lane.subscribe(one.who, given);
      one.wants.add(of);
    } else if (what === 'unsubscribe') {
      lane.unsubscribe(one.who, given);
      one.wants.delete(of);
    } else if (what === 'change') {
      truth.set(of, (truth.get(of) ?? 0) + 1);
      if (isTold) lane.wake();
    } else if (what === 'jam') one.wire.jam();
    else if (what === 'drain') one.wire.drain();
    else if (what === 'leave') {
      leaveAll(one.who);
      one.wants.clear();
    } else state.isGone = what === 'database gone';
    await clock.advance(ms);
  }
  state.isGone = false;
  for (const { wire } of pages) wire.drain();
  await clock.advance(patienceMs);

  for (const { wire, wants } of pages) {
    for (const of of EPOCHS) {
      let last = { seq: 0, value: -1 };
      for (const { type, params, seq = 0, data } of wire.read) {
        if (type === 'error' || params?.['epoch'] !== of) continue;
        const value = type === 'update' ? last.value + data.by : data.value;
        // A snapshot may be repeated, an update never; nobody is shown anything older than he has.
        if (type === 'update') expect(seq).toBe(last.seq + 1);
        expect(seq).toBeGreaterThanOrEqual(last.seq);
        expect(value).toBeGreaterThanOrEqual(last.value);
        last = { seq, value };
      }
      if (wants.has(of)) expect(last.value).toBe(truth.get(of));
    }
    expect(wire.mostBuffered).toBeLessThan(3 * MOST_BYTES);
  }
  const subscriptions = pages.reduce((sum, { wants }) => sum + wants.size, 0);
  expect(lane.counts()).toEqual({
    subscriptions,
    topics: new Set(pages.flatMap(({ wants }) => [...wants])).size,
  });
  await end();
}

test('whatever happens in whatever order, who reads ends with the newest truth, numbers grow, and little waits', async () => {
  const everything = fc.array(anything, { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(everything, (steps: readonly Step[]) => expectNewest(steps, 60_000)),
    { numRuns: 150 },
  );
});

test('what is told is pushed within a rest, to whoever has room again at once', async () => {
  const everything = fc.array(told, { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(everything, (steps: readonly Step[]) => expectNewest(steps, 400)),
    { numRuns: 300 },
  );
});
