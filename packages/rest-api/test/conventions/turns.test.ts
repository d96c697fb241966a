import { expect, test } from 'vitest';
import { takeTurns } from '../../src/conventions/turns.ts';

/** Work that ends when it is told to. */
function held() {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const work = (nr: number) => async () => {
    begun.push(nr);
    now += 1;
    most = Math.max(most, now);
    await new Promise<void>((end) => ends.push(end));
    now -= 1;
    return nr;
  };
  return { work, begun, most: () => most, endFirst: () => ends.shift()?.() };
}

test('no more is under way than may be, the rest follows in its order, and everybody has an answer of his own', async () => {
  const { work, begun, most, endFirst } = held();
  const turn = takeTurns({ atOnce: 2, mostWaiting: 10 });
  const all = Array.from({ length: 6 }, (_, nr) => turn(work(nr)));
  for (let ended = 0; ended < 6; ended += 1) {
    await expect.poll(() => begun.length).toBe(Math.min(6, 2 + ended));
    endFirst();
  }
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4, 5]);
  expect([begun, most()]).toEqual([[0, 1, 2, 3, 4, 5], 2]);
});

test('whoever comes when too many wait is told to come again, and can', async () => {
  const { work, endFirst } = held();
  const turn = takeTurns({ atOnce: 1, mostWaiting: 1 });
  const [first, second] = [turn(work(1)), turn(work(2))];
  await expect(turn(work(3))).rejects.toMatchObject({ code: 'POOLTOOL_TOO_BUSY', status: 503, disposition: 'retry' });
  endFirst();
  await first;
  const fourth = turn(work(4));
  endFirst();
  await second;
  endFirst();
  expect(await fourth).toBe(4);
});

test('work that fails leaves its place to the next', async () => {
  const turn = takeTurns({ atOnce: 1, mostWaiting: 5 });
  const failing = turn(() => Promise.reject(new Error('no rows')));
  const next = turn(async () => 'done');
  await expect(failing).rejects.toThrow('no rows');
  expect(await next).toBe('done');
});
