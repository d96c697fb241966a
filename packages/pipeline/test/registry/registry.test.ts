import { expect, test } from 'vitest';
import { need } from '../../src/asset/need.ts';
import { assetUnknown, registryInvalid } from '../../src/errors.ts';
import { datePartitions } from '../../src/partitions/date-partitions.ts';
import { buildRegistry } from '../../src/registry/registry.ts';
import { stubAsset } from '../stub-asset.ts';

const days = datePartitions({ name: 'day', first: '2026-01-01' });

test.each([
  ['a name twice', [stubAsset('a'), stubAsset('a')], 'a is defined twice'],
  ['an unknown need', [stubAsset('a', { needs: [need('b')] })], 'a needs b, which does not exist'],
  [
    'a circle',
    [
      stubAsset('a', { needs: [need('b')] }),
      stubAsset('b', { needs: [need('c')] }),
      stubAsset('c', { needs: [need('a')] }),
    ],
    'a needs b needs c needs a is a circle',
  ],
  ['itself', [stubAsset('a', { needs: [need('a')] })], 'a needs itself at 0: only earlier is possible'],
  [
    'another scheme without saying which',
    [stubAsset('a', { partitions: days }), stubAsset('b', { needs: [need('a')] })],
    'b (by number) needs a (by day) without saying which',
  ],
  ['a name that is none', [stubAsset('A/b')], '"A/b" is not a name'],
])('%s is named when the registry is built', (_, assets, fault) => {
  expect(() => buildRegistry({ name: 'test', assets })).toThrow(
    expect.objectContaining({ code: registryInvalid.code, message: expect.stringContaining(fault) }),
  );
});

test('all faults are named at once', () => {
  const assets = [stubAsset('a', { needs: [need('x')] }), stubAsset('b', { needs: [need('y')] })];
  expect(() => buildRegistry({ name: 'test', assets })).toThrow(/a needs x.*b needs y/);
});

test('needs and users are each other turned round', () => {
  const registry = buildRegistry({
    name: 'test',
    assets: [
      stubAsset('sum', { needs: [need('part', { from: -1, to: 1 }), need('sum', { offset: -1 })] }),
      stubAsset('part'),
    ],
  });
  expect(registry.assets.map(({ name }) => name)).toEqual(['part', 'sum']);
  expect(registry.needsOf({ asset: 'sum', partition: '0' })).toEqual([
    { asset: 'part', partition: '0', optional: false },
    { asset: 'part', partition: '1', optional: false },
  ]);
  for (let partition = 0; partition < 20; partition += 1) {
    const place = { asset: 'part', partition: String(partition) };
    for (const user of registry.usersOf(place))
      expect(registry.needsOf(user)).toContainEqual({ ...place, optional: false });
  }
  expect(registry.usersOf({ asset: 'sum', partition: '3' })).toEqual([{ asset: 'sum', partition: '4' }]);
});

test('an unknown asset is refused by name', () => {
  const registry = buildRegistry({ name: 'test', assets: [stubAsset('a')] });
  expect(() => registry.asset('b')).toThrow('there is no asset named "b"');
  expect(assetUnknown.status).toBe(404);
});
