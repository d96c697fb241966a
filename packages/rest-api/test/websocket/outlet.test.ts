import { manualClock } from '@pooltool/shared-utils/clock';
import { expect, test } from 'vitest';
import { makeOutlet, PIECE_BYTES } from '../../src/websocket/outlet.ts';
import { fakeWire } from './fake-wire.ts';

const MOST_BYTES = PIECE_BYTES;

function stage() {
  const clock = manualClock(1_000_000);
  const wire = fakeWire();
  return { clock, wire, outlet: makeOutlet(wire, { mostBytes: MOST_BYTES, clock }) };
}

const message = (data: unknown): Buffer => Buffer.from(JSON.stringify({ type: 'update', data }));
/** Everything that can leave has left. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a large message leaves in pieces, whole, and never lies in memory as a whole beside what made it', async () => {
  const { wire, outlet } = stage();
  const long = 'é'.repeat(PIECE_BYTES * 3);
  outlet.send(message(long));
  expect(outlet.isFull()).toBe(true);
  await settled();
  expect(wire.read.map(({ data }) => data === long)).toEqual([true]);
  expect([outlet.isFull(), wire.mostBuffered <= MOST_BYTES + PIECE_BYTES]).toEqual([false, true]);
});

test('what is told meanwhile comes behind the large message, before what is owed', async () => {
  const { wire, outlet } = stage();
  outlet.send(message('x'.repeat(PIECE_BYTES * 3)));
  outlet.owe({}, () => outlet.send(message('owed')));
  outlet.tell(message('told'));
  outlet.tell(message('told too'));
  await settled();
  expect(wire.read.slice(1).map(({ data }) => data)).toEqual(['told', 'told too', 'owed']);
});

test('what is owed is made when there is room, once for its name, and not at all when it is forgotten', async () => {
  const { wire, outlet } = stage();
  const [one, other] = [{}, {}];
  wire.jam();
  outlet.send(message('x'.repeat(PIECE_BYTES * 3)));
  outlet.owe(one, () => outlet.send(message('older')));
  outlet.owe(one, () => outlet.send(message('newest')));
  outlet.owe(other, () => outlet.send(message('forgotten')));
  outlet.forget(other);
  await settled();
  expect(wire.read).toEqual([]);
  wire.drain();
  await settled();
  expect(wire.read.slice(1).map(({ data }) => data)).toEqual(['newest']);
});

test('it is stuck when something waits and nothing left for so long, not when nothing waits', async () => {
  const { clock, wire, outlet } = stage();
  await clock.advance(60_000);
  expect(outlet.isStuck(1_000)).toBe(false);
  wire.jam();
  // After the long rest: the time counts from now.
  outlet.send(message('x'.repeat(PIECE_BYTES * 3)));
  expect(outlet.isStuck(1_000)).toBe(false);
  await clock.advance(1_001);
  expect(outlet.isStuck(1_000)).toBe(true);
  wire.drain();
  await settled();
  expect(outlet.isStuck(1_000)).toBe(false);
});

test('who is told more than he reads is stuck at once', () => {
  const { wire, outlet } = stage();
  wire.jam();
  outlet.send(message('x'.repeat(PIECE_BYTES * 3)));
  for (let nth = 0; nth <= 100; nth += 1) outlet.tell(message(nth));
  expect(outlet.isStuck(1_000_000)).toBe(true);
});
