import { lovelace } from '@pooltool/domain';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountRoutes } from '../../src/accounts/account-routes.ts';
import { type AccountsStage, accountsStage, PASSWORD, PEOPLE, stakeAddress } from './accounts-stage.ts';

let stage: AccountsStage;
let mine: Awaited<ReturnType<AccountsStage['member']>>;
beforeAll(async () => {
  stage = await accountsStage();
  mine = await stage.member(0);
});
afterAll(() => stage.close());

/** 200, and exactly what the route's schema says. */
async function ask(operationId: string, path: string, token: string) {
  const { status, text } = await stage.ask('GET', path, { token });
  const route = accountRoutes(stage.parts).find((one) => one.operationId === operationId);
  const json = JSON.parse(text);
  expect([status, route === undefined ? 'no route' : [...Value.Errors(route.answer.schema, json)]]).toEqual([200, []]);
  return json;
}
const personOf = (number: number) => {
  const credential = PEOPLE[number];
  if (credential === undefined) throw new RangeError(`there is no person ${number}`);
  return { credential, key: stakeAddress(credential) };
};

test('a user sees what he proved, with the payment that did it', async () => {
  const { verifications } = await ask('ownVerifications', '/v1/verifications', mine.token);
  expect(verifications).toMatchObject([{ account: mine.key, purpose: 'address', outcome: 'done', state: 'verified' }]);
  const one = await ask('ownVerification', `/v1/verifications/${verifications[0].id}`, mine.token);
  expect(one).toMatchObject({ ...verifications[0], why: null });
  expect(one.payments).toMatchObject([{ ...one.proof, verdict: 'proves' }]);
});

test('a payment from another wallet is told with what it says, and the claim stays open', async () => {
  const { credential: claimed, key } = personOf(1);
  const { json } = await stage.ask('POST', '/auth/verify', { token: mine.token, body: { stake_key: key } });
  const { verifications } = await ask('ownVerifications', '/v1/verifications', mine.token);
  const { id } = verifications.find(({ account }: { readonly account: string }) => account === key);
  const amount = lovelace(BigInt(String(json['payment_amount'])));
  await stage.purses.pay(personOf(2).credential, { amount });
  expect(await ask('ownVerification', `/v1/verifications/${id}`, mine.token)).toMatchObject({
    account: key,
    state: 'pending',
    outcome: 'open',
    amount: amount.toString(),
    why: expect.stringMatching(/was not made from this account alone/),
    proof: null,
    payments: [{ verdict: 'refutes' }],
  });
  await stage.purses.pay(claimed, { amount });
  expect(await ask('ownVerification', `/v1/verifications/${id}`, mine.token)).toMatchObject({ state: 'verified' });
});

test('nobody hears of another one’s, nor whether there is one', async () => {
  const other = await stage.member(3);
  const { verifications } = await ask('ownVerifications', '/v1/verifications', mine.token);
  const answers = [
    await stage.ask('GET', `/v1/verifications/${verifications[0].id}`, { token: other.token }),
    await stage.ask('GET', '/v1/verifications/5f6b1c1e-6f0a-4b1e-9c4f-0a1b2c3d4e5f', { token: other.token }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  expect(answers[0]?.text).toBe(answers[1]?.text);
  expect((await stage.ask('GET', '/v1/verifications/5', { token: mine.token })).status).toBe(400);
  expect((await ask('ownVerifications', '/v1/verifications', other.token)).verifications).toHaveLength(1);
});

test('who lost his password sees after signing in that somebody asked for another one', async () => {
  await stage.ask('POST', '/auth/reset_password', { body: { stake_key: mine.key, new_password: `${PASSWORD}!` } });
  const { verifications } = await ask('ownVerifications', '/v1/verifications', mine.token);
  expect(verifications).toContainEqual(
    expect.objectContaining({ purpose: 'password', state: 'pending', outcome: 'open', account: mine.key }),
  );
});
