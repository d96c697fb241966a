import { hash as bcrypt } from '@node-rs/bcrypt';
import { hashPassword, isPasswordHash } from '@pooltool/shared-utils/crypto';
import { expect, test } from 'vitest';
import { isOldHash, openPasswords } from '../../src/accounts/passwords.ts';
import { takeTurns } from '../../src/conventions/turns.ts';

test('a password matches its own hash, new or old, and nobody has any', async () => {
  let turns = 0;
  const inTurn = takeTurns({ atOnce: 1, mostWaiting: 8 });
  const passwords = await openPasswords(
    (work) => {
      turns += 1;
      return inTurn(work);
    },
    { oldCost: 4 },
  );
  const made = await passwords.hash('right one');
  expect([isPasswordHash(made), isOldHash(made)]).toEqual([true, false]);
  const old = await bcrypt('right one', { cost: 4 });
  expect([isPasswordHash(old), isOldHash(old)]).toEqual([false, true]);
  const judged = async (password: string) =>
    Promise.all([made, old, null, ''].map((kept) => passwords.matches(password, kept)));
  expect(await judged('right one')).toEqual([true, true, false, false]);
  expect(await judged('wrong one')).toEqual([false, false, false, false]);
  expect(turns).toBe(9);
});

test('a hash made elsewhere of the same password is known by its own cost', async () => {
  const passwords = await openPasswords(takeTurns({ atOnce: 2, mostWaiting: 8 }), { oldCost: 4 });
  expect(await passwords.matches('right one', await hashPassword('right one'))).toBe(true);
  // The bcrypt sample of an old user: 'U*U*U', from the test vectors of its first implementation.
  expect(await passwords.matches('U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a')).toBe(true);
});
