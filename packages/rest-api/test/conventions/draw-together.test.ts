import { expect, test } from 'vitest';
import { drawTogether } from '../../src/conventions/draw-together.ts';

/** Drawings that end when they are told to. */
function drawing({ atOnce = 1, most = 10 } = {}) {
  const begun: { readonly keys: readonly string[]; readonly end: () => void; readonly fail: (why: Error) => void }[] =
    [];
  const ask = drawTogether<string, string>({
    atOnce,
    most,
    draw: (keys) => {
      const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
      const known = keys.filter((key) => key !== 'nobody');
      begun.push({ keys, end: () => resolve(new Map(known.map((key) => [key, `drawn ${key}`]))), fail: reject });
      return promise;
    },
  });
  return { begun, ask };
}

test('who asks alone is drawn at once, and who asks meanwhile with all who do', async () => {
  const { begun, ask } = drawing();
  const first = ask('a');
  const others = [ask('b'), ask('c')];
  expect(begun.map(({ keys }) => keys)).toEqual([['a']]);
  begun[0]?.end();
  expect(await first).toBe('drawn a');
  expect(begun.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c']]);
  begun[1]?.end();
  expect(await Promise.all(others)).toEqual(['drawn b', 'drawn c']);
});

test('nobody hears of a drawing that had begun before he asked', async () => {
  const { begun, ask } = drawing();
  const early = ask('a');
  const late = ask('a');
  begun[0]?.end();
  await early;
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  expect(await late).toBe('drawn a');
});

test('what several ask for is drawn once, and what is not there is there for nobody', async () => {
  const { begun, ask } = drawing();
  void ask('a');
  const same = [ask('nobody'), ask('nobody')];
  begun[0]?.end();
  await expect.poll(() => begun.length).toBe(2);
  expect(begun[1]?.keys).toEqual(['nobody']);
  begun[1]?.end();
  expect(await Promise.all(same)).toEqual([undefined, undefined]);
});

test('no more than so many are under way, and none draws more than its most', async () => {
  const { begun, ask } = drawing({ atOnce: 2, most: 2 });
  for (const key of ['a', 'b', 'c', 'd', 'e']) void ask(key);
  expect(begun.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
  begun[0]?.end();
  await expect.poll(() => begun.length).toBe(3);
  expect(begun[2]?.keys).toEqual(['c', 'd']);
  begun[2]?.end();
  await expect.poll(() => begun.length).toBe(4);
  expect(begun[3]?.keys).toEqual(['e']);
});

test('a drawing that fails is told to those it was for, and the others are drawn all the same', async () => {
  const { begun, ask } = drawing();
  const unlucky = ask('a');
  const lucky = ask('b');
  begun[0]?.fail(new Error('no database'));
  await expect(unlucky).rejects.toThrow('no database');
  begun[1]?.end();
  expect(await lucky).toBe('drawn b');
});
