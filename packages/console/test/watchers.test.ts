import { expect, test } from 'vitest';
import { makeWatchers, type Watcher } from '../src/live/watchers.ts';

function page(writableLength = 0): Watcher & { readonly got: string[]; cut: boolean } {
  const got: string[] = [];
  return {
    got,
    cut: false,
    writableLength,
    write: (text) => got.push(text),
    end: () => {},
    destroy() {
      this.cut = true;
    },
  };
}

test('every page gets every event, in the form of server-sent events', () => {
  const watchers = makeWatchers();
  const pages = [page(), page()];
  for (const one of pages) watchers.add(one);
  watchers.broadcast({ event: 'part', data: '{"part":"chain"}' });
  for (const { got } of pages) expect(got).toEqual(['event: part\ndata: {"part":"chain"}\n\n']);
});

test('a page that takes nothing is cut off, the others go on', () => {
  const watchers = makeWatchers(1_000);
  const [quick, slow] = [page(), page(1_001)];
  watchers.add(slow);
  watchers.add(quick);
  watchers.beat();
  expect([slow.cut, slow.got, quick.got, watchers.count]).toEqual([true, [], [':\n\n'], 1]);
});
