import { expect, test } from 'vitest';
import { drawForAll, drawTogether } from '../../src/conventions/draw-together.ts';

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

test('one thing that all ask for is made once for those who asked before it was begun', async () => {
  const made: PromiseWithResolvers<unknown>[] = [];
  const ask = drawForAll(() => {
    const making = Promise.withResolvers<unknown>();
    made.push(making);
    return making.promise;
  });
  const early = [ask(), ask()];
  await expect.poll(() => made.length).toBe(1);
  const late = [ask(), ask()];
  made[0]?.resolve({ height: 1 });
  expect(String((await Promise.all(early))[1])).toBe('{"height":1}');
  await expect.poll(() => made.length).toBe(2);
  made[1]?.reject(new Error('no database'));
  for (const one of late) await expect(one).rejects.toThrow('no database');

  const again = ask();
  await expect.poll(() => made.length).toBe(3);
  made[2]?.resolve({ height: 3 });
  expect(String(await again)).toBe('{"height":3}');
});
