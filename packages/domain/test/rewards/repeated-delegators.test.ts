import fc from 'fast-check';
import { expect, test } from 'vitest';
import { credentialText, stakeCredential } from '../../src/index.ts';
import { repeatedDelegators } from '../../src/rewards/index.ts';
import {
  hash28,
  keyCredential,
  scriptCredential,
  type TestDelegation,
  testPool,
  testSnapshot,
} from '../../src/testing.ts';

const repeated = (delegations: readonly TestDelegation[]): string[] =>
  repeatedDelegators(testSnapshot([testPool(1)], delegations).delegators).map(credentialText);

test('a credential with three rows is named once; a script of equal bytes is another account', () => {
  const rows: TestDelegation[] = [3, 1, 2, 1, 1].map((tag) => [keyCredential(tag), 0, 1n]);
  expect(repeated(rows)).toEqual([credentialText(keyCredential(1))]);
  expect(
    repeated([
      [keyCredential(1), 0, 1n],
      [scriptCredential(1), 0, 1n],
    ]),
  ).toEqual([]);
  expect(repeated([])).toEqual([]);
});

test('exactly those are named that a map counts more than once, however their hashes crowd', () => {
  const credential = fc
    .record({
      kind: fc.constantFrom('key' as const, 'script' as const),
      tag: fc.integer({ max: 12, min: 0 }),
      lead: fc.constantFrom('0', 'f', '8'),
    })
    .map(({ kind, tag, lead }) => stakeCredential(kind, lead + hash28(tag).slice(1)));
  fc.assert(
    fc.property(fc.array(credential, { maxLength: 40 }), (credentials) => {
      const counts = Map.groupBy(credentials, credentialText);
      const twice = [...counts].filter(([, all]) => all.length > 1).map(([text]) => text);
      expect(repeated(credentials.map((one) => [one, 0, 1n])).sort()).toEqual(twice.sort());
    }),
  );
});
