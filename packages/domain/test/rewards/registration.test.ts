import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Accounts, credentialText, NO_POOL, type StakeCredential, stakeCredential } from '../../src/index.ts';
import { unregisteredIn } from '../../src/rewards/index.ts';
import { keyCredential, scriptCredential, testPool, testSnapshot } from '../../src/testing.ts';

function accountsOf(credentials: readonly StakeCredential[]): Accounts {
  const { delegators } = testSnapshot(
    [],
    credentials.map((credential) => [credential, NO_POOL, 0n]),
  );
  const { count, kind, hash, stake, pool } = delegators;
  return { count, kind, hash, rewards: stake, deposit: stake, pool, poolIds: [] };
}

test('a key and a script of equal bytes are registered each for itself', () => {
  const snapshot = testSnapshot(
    [testPool(1)],
    [
      [keyCredential(5), 0, 1n],
      [scriptCredential(5), 0, 1n],
    ],
  );
  const missing = unregisteredIn(snapshot, accountsOf([keyCredential(1), scriptCredential(5)]));
  expect(missing.map(credentialText)).toEqual([credentialText(keyCredential(5))]);
});

test('exactly the delegators and reward accounts that are no account are found, once each', () => {
  // few distinct hashes, some alike in their leading bits and some not, so that rows meet in the slots of the table
  const credential = fc
    .record({ number: fc.integer({ min: 0, max: 20 }), leads: fc.boolean() })
    .map(({ number, leads }) => {
      const digits = number.toString(16).padStart(2, '0');
      return stakeCredential('key', leads ? digits.padEnd(56, '0') : digits.padStart(56, '0'));
    });
  const credentials = fc.array(credential);
  fc.assert(
    fc.property(credentials, credentials, credentials, (delegating, paid, registered) => {
      const snapshot = testSnapshot(
        paid.map((rewardAccount, i) => testPool(i, { rewardAccount })),
        distinct(delegating).map((one) => [one, 0, 1n]),
      );
      const texts = new Set(registered.map(credentialText));
      const expected = distinct([...delegating, ...paid]).filter((one) => !texts.has(credentialText(one)));
      const missing = unregisteredIn(snapshot, accountsOf(distinct(registered)));
      expect(missing.map(credentialText).sort()).toEqual(expected.map(credentialText).sort());
    }),
  );
});

const distinct = (credentials: readonly StakeCredential[]): StakeCredential[] => [
  ...new Map(credentials.map((one) => [credentialText(one), one])).values(),
];
