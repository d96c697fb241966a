import { expect, test } from 'vitest';
import { need } from '../../src/asset/need.ts';
import { automaticRequests } from '../../src/plan/plan.ts';
import { runnable } from '../../src/plan/runnable.ts';
import { buildRegistry, placeKey } from '../../src/registry/registry.ts';
import { stubAsset } from '../stub-asset.ts';
import { world } from './world-in-text.ts';

/** params ─▶ rewards ─▶ averages (its last three) ; rewards ─▶ loyalty (and its own last) ; rewards ─▶ archive (by hand) */
const registry = buildRegistry({
  name: 'test',
  assets: [
    stubAsset('archive', { needs: [need('rewards')], automation: 'never' }),
    stubAsset('averages', { needs: [need('rewards', { from: -2, to: 0, optional: true })] }),
    stubAsset('loyalty', { needs: [need('rewards'), need('loyalty', { offset: -1 })] }),
    stubAsset('params'),
    stubAsset('stakes'),
    stubAsset('pivot', { needs: [need('rewards')], automation: 'missing', concurrency: 2 }),
    stubAsset('rewards', { needs: [need('params'), need('params', { offset: 1 })], version: 2 }),
  ],
});

const requests = (text: string): string => {
  const known = world(text);
  const candidates = [...known.values()].flatMap((row) => [row, ...registry.usersOf(row)]);
  return automaticRequests(registry, known, candidates).map(placeKey).join(' ');
};
const runs = (text: string): string => runnable(registry, world(text)).map(placeKey).join(' ');

test.each([
  ['what has all its needs is asked for', 'params/7 ok 1 \n params/8 ok 2', 'rewards/7'],
  ['one of two needs is not enough', 'params/7 ok 1', ''],
  ['a need that is under way is waited for', 'params/7 ok 1 \n params/8 running', ''],
  ['what has no needs comes only when it is asked for', 'params/7 cancelled', ''],
  ['nothing is asked for twice', 'params/7 ok 1 \n params/8 ok 2 \n rewards/7 requested', ''],
  ['what was cancelled stays so', 'params/7 ok 1 \n params/8 ok 2 \n rewards/7 cancelled', ''],
  ['what failed stays so', 'params/7 ok 1 \n params/8 ok 2 \n rewards/7 failed 3 read params/7=1 params/8=2', ''],
  [
    'until what it failed on is replaced',
    'params/7 ok 1 \n params/8 ok 4 \n rewards/7 failed 3 read params/7=1 params/8=2',
    'rewards/7',
  ],
  [
    'what was made from something replaced is asked for, and what was made from that',
    `params/0 ok 9
     params/1 ok 2
     rewards/0  ok 3 v2 read params/0=1 params/1=2
     averages/0 ok 4 read rewards/0=3
     loyalty/0  ok 5 read rewards/0=3
     pivot/0    ok 6 read rewards/0=3
     archive/0  ok 7 read rewards/0=3`,
    'rewards/0 averages/0 loyalty/0',
  ],
  [
    'what older code made is asked for',
    `params/0 ok 1
     params/1 ok 2
     rewards/0 ok 3 v1 read params/0=1 params/1=2`,
    'rewards/0',
  ],
  [
    'its own last one comes first, and the next waits for it',
    'rewards/0 ok 3 v2 \n rewards/1 ok 4 v2 \n averages/0 cancelled \n averages/1 cancelled \n averages/2 cancelled \n averages/3 cancelled \n pivot/0 cancelled \n pivot/1 cancelled',
    'loyalty/0',
  ],
])('%s', (_, text, wanted) => {
  expect(requests(text)).toBe(wanted);
});

test.each([
  [
    'a requested partition runs when its needs are ok',
    'params/7 ok 1 \n params/8 ok 2 \n rewards/7 requested',
    'rewards/7',
  ],
  ['and not while one is under way', 'params/7 ok 1 \n params/8 requested \n rewards/7 requested', 'params/8'],
  ['nor when one failed', 'params/7 ok 1 \n params/8 failed 2 \n rewards/7 requested', ''],
  ['a retry waits for its time', 'params/7 requested later', ''],
  ['the earliest goes first', 'params/10 requested \n params/9 requested', 'params/9'],
  ['one at a time', 'params/9 running \n params/10 requested', ''],
  [
    'or as many as the asset allows',
    'rewards/1 ok 1 \n rewards/2 ok 1 \n rewards/3 ok 1 \n pivot/3 requested \n pivot/1 requested \n pivot/2 requested',
    'pivot/1 pivot/2',
  ],
  ['what killed a worker goes alone, before all else', 'params/9 requested suspect \n stakes/7 requested', 'params/9'],
  ['but only when it is its turn', 'params/9 requested suspect \n params/8 requested', 'params/8'],
  ['a missing optional need holds nothing up', 'rewards/2 ok 3 \n averages/2 requested', 'averages/2'],
  ['one that is under way does', 'rewards/2 ok 3 \n rewards/1 running \n averages/2 requested', ''],
  [
    'one that holds its slot lets others of its asset pass only when it is done',
    'loyalty/3 requested \n rewards/3 ok 2 \n rewards/4 ok 2 \n loyalty/4 requested',
    '',
  ],
])('%s', (_, text, wanted) => {
  expect(runs(text)).toBe(wanted);
});
