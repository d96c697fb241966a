import { lovelace } from '@pooltool/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AccountsStage,
  accountsStage,
  PASSWORD,
  PEOPLE,
  stakeAddress,
} from '../../rest-api/test/accounts/accounts-stage.ts';
import { openClient } from '../src/index.ts';
import { listening } from './served-address.ts';

let stage: AccountsStage;
let baseUrl: string;
beforeAll(async () => {
  stage = await accountsStage();
  baseUrl = await listening(stage.api.server);
});
afterAll(() => stage?.close());

test('somebody registers, pays, signs in and sees what is his alone; signed out, he does not', async () => {
  const [person] = PEOPLE;
  if (person === undefined) throw new Error('there is nobody');
  const account = { stake_key: stakeAddress(person), password: PASSWORD };
  let token: string | null = null;
  const client = openClient({ baseUrl, token: () => token });

  const { user_id: uid } = await client.call('register', { body: account });
  const due = await client.call('verifyAddress', { body: { ...account, user_id: uid } });
  await stage.purses.pay(person, { amount: lovelace(BigInt(due.payment_amount ?? 0)) });
  ({ token } = await client.call('login', { body: account }));

  const { myAddresses, favorites } = await client.call('user', { path: { uid } });
  expect([Object.keys(myAddresses), favorites]).toEqual([[person.hash], []]);
  const poolId = 'cd'.repeat(28);
  expect(await client.call('addFavorite', { path: { uid }, body: { pool_id: poolId } })).toEqual({ success: true });
  expect((await client.call('user', { path: { uid } })).favorites).toEqual([poolId]);

  await client.call('logout');
  await expect(client.call('user', { path: { uid } })).rejects.toMatchObject({
    code: 'POOLTOOL_NOT_SIGNED_IN',
    status: 401,
    whatToDo: expect.stringContaining('/auth/login'),
  });
});
