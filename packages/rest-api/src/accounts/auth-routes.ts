import type { StakeCredential } from '@pooltool/domain';
import { claimStates, newestStake, type PaymentDue, revokeSession } from '@pooltool/store/accounts';
import { Type } from 'typebox';
import {
  accountInvalid,
  addressTaken,
  nothingClaimed,
  notSignedIn,
  notYours,
  passwordTooShort,
  paymentsUnavailable,
  signInRefused,
  tooBusy,
  userHasNoAddress,
} from '../errors.ts';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from './account-route.ts';
import { keyAndPassword, keyParameter, passwordText, uuidText } from './account-schemas.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { bearerOf, maybeSignedIn, signedIn } from './bearer.ts';
import { addressStatus, resetStatus } from './claim-status.ts';
import { proveAddress, resetPassword } from './prove-address.ts';
import { provenOwner, register } from './register.ts';
import { signIn } from './sign-in.ts';
import { stakeKeyFrom, stakeKeyText } from './stake-key.ts';

const USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const paymentDue = Type.Object({
  success: Type.Boolean(),
  status: Type.Union([Type.Literal('already_verified'), Type.Literal('pending')]),
  payment_amount: Type.Optional(Type.Integer({ description: 'Lovelace, to be paid exactly.' })),
  payment_address: Type.Optional(Type.String()),
  expires_at: Type.Optional(Type.Integer({ description: 'Until when a payment counts, in unix milliseconds.' })),
});
const EXAMPLE_DUE = {
  success: true,
  status: 'pending',
  payment_amount: 1_234_567,
  payment_address: 'addr1…',
  expires_at: 1_767_312_000_000,
};

/** Accounts as the website of 2026 uses them (clients.md 3.1). */
export function authRoutes(parts: AccountsParts): readonly AccountRoute[] {
  const { network, countTry, pool, clock } = parts;
  const keyOf = (text: string): StakeCredential => stakeKeyFrom(text, network);
  return [
    accountRoute({
      method: 'POST',
      path: '/auth/register',
      operationId: 'register',
      access: 'anybody',
      summary: 'Begins an account, or adds an address to the account of whoever is signed in',
      body: keyAndPassword,
      params: NO_FIELDS,
      query: NO_FIELDS,
      answer: {
        schema: Type.Object({ success: Type.Boolean(), user_id: uuidText }),
        example: { success: true, user_id: USER },
      },
      errors: [accountInvalid, passwordTooShort, notSignedIn, addressTaken, tooBusy],
      handle: async ({ body, request, reply }) => {
        const credential = keyOf(body.stake_key);
        countTry(request, reply, credential);
        const signedIn = await maybeSignedIn(request, parts);
        return { success: true, user_id: await register(parts, { credential, password: body.password, signedIn }) };
      },
    }),
    accountRoute({
      method: 'POST',
      path: '/auth/verify',
      operationId: 'verifyAddress',
      access: 'anybody',
      summary: 'Tells what to pay so that an address is proven',
      body: Type.Object({
        stake_key: stakeKeyText,
        user_id: Type.Optional(Type.Union([uuidText, Type.Null()])),
        password: Type.Optional(Type.Union([passwordText, Type.Literal(''), Type.Null()])),
      }),
      params: NO_FIELDS,
      query: NO_FIELDS,
      answer: { schema: paymentDue, example: EXAMPLE_DUE },
      errors: [accountInvalid, signInRefused, notSignedIn, notYours, addressTaken, paymentsUnavailable, tooBusy],
      handle: async ({ body, request, reply }) => {
        const credential = keyOf(body.stake_key);
        countTry(request, reply, credential);
        const proof = await proveAddress(parts, credential, {
          signedIn: await maybeSignedIn(request, parts),
          user: body.user_id?.toLowerCase() ?? null,
          password: body.password ?? '',
        });
        return proof.kind === 'proven' ? { success: true, status: 'already_verified' } : dueOf(proof);
      },
    }),
    accountRoute({
      method: 'GET',
      path: '/auth/verify/:stake_key',
      operationId: 'addressVerification',
      access: 'anybody',
      summary: 'Tells whether an address is proven by now',
      params: keyParameter,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: {
        schema: Type.Object({
          success: Type.Boolean(),
          status: Type.String({ enum: ['verified', 'pending', 'expired'] }),
        }),
        example: { success: true, status: 'pending' },
      },
      errors: [accountInvalid, nothingClaimed],
      handle: async ({ params }) => {
        const credential = keyOf(params.stake_key);
        const owner = await provenOwner(parts, credential);
        const status = addressStatus(owner, await claimStates(pool, credential));
        if (status === null) throw nothingClaimed();
        return { success: true, status };
      },
    }),
    accountRoute({
      method: 'POST',
      path: '/auth/login',
      operationId: 'login',
      access: 'anybody',
      summary: 'Signs in: the token that is answered speaks for the user until he signs out',
      body: keyAndPassword,
      params: NO_FIELDS,
      query: NO_FIELDS,
      answer: {
        schema: Type.Object({ success: Type.Boolean(), user_id: uuidText, token: Type.String() }),
        example: { success: true, user_id: USER, token: 'pts_…' },
      },
      errors: [accountInvalid, signInRefused, tooBusy],
      handle: async ({ body, request, reply }) => {
        const credential = keyOf(body.stake_key);
        countTry(request, reply, credential);
        const { user, token } = await signIn(parts, { credential, password: body.password });
        return { success: true, user_id: user, token };
      },
    }),
    accountRoute({
      method: 'POST',
      path: '/auth/logout',
      operationId: 'logout',
      access: 'signed in',
      summary: 'Signs out: the token speaks for nobody any more',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: { schema: Type.Object({ success: Type.Boolean() }), example: { success: true } },
      errors: [notSignedIn],
      handle: async ({ request }) => {
        await signedIn(request, parts);
        await revokeSession(pool, bearerOf(request) ?? '', clock.now());
        return { success: true };
      },
    }),
    accountRoute({
      method: 'POST',
      path: '/auth/reset_password',
      operationId: 'resetPassword',
      access: 'anybody',
      summary: 'Tells what to pay so that the password becomes another one',
      body: Type.Object({ stake_key: stakeKeyText, new_password: passwordText }),
      params: NO_FIELDS,
      query: NO_FIELDS,
      answer: { schema: paymentDue, example: EXAMPLE_DUE },
      errors: [accountInvalid, passwordTooShort, userHasNoAddress, paymentsUnavailable, tooBusy],
      handle: async ({ body, request, reply }) => {
        const credential = keyOf(body.stake_key);
        countTry(request, reply, credential);
        return dueOf(await resetPassword(parts, { credential, password: body.new_password }));
      },
    }),
    accountRoute({
      method: 'GET',
      path: '/auth/check_reset/:stake_key',
      operationId: 'passwordReset',
      access: 'anybody',
      summary: 'Tells whether the password is another one by now',
      params: keyParameter,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: {
        schema: Type.Object({
          success: Type.Boolean(),
          status: Type.String({ enum: ['completed', 'pending', 'expired'] }),
        }),
        example: { success: true, status: 'completed' },
      },
      errors: [accountInvalid, nothingClaimed],
      handle: async ({ params }) => {
        const credential = keyOf(params.stake_key);
        await provenOwner(parts, credential);
        const status = resetStatus(await claimStates(pool, credential));
        if (status === null) throw nothingClaimed();
        return { success: true, status };
      },
    }),
    accountRoute({
      method: 'POST',
      path: '/auth/queryaddress',
      operationId: 'queryAddress',
      access: 'anybody',
      summary: 'Tells what an account delegates in the newest snapshot',
      body: Type.Object({ stake_key: stakeKeyText }),
      params: NO_FIELDS,
      query: NO_FIELDS,
      answer: {
        schema: Type.Object({
          success: Type.Boolean({ description: 'False: it is not in the newest snapshot.' }),
          epoch: Type.Optional(Type.Integer()),
          amount: Type.Optional(Type.Integer({ description: 'Lovelace.' })),
          delegatedTo: Type.Optional(Type.String()),
          delegatedToTicker: Type.Optional(Type.String({ description: 'Empty where the pool has none.' })),
        }),
        example: { success: true, epoch: 580, amount: 1_234_567, delegatedTo: 'ab'.repeat(28), delegatedToTicker: '' },
      },
      errors: [accountInvalid],
      handle: async ({ body }) => queryAddress(parts, keyOf(body.stake_key)),
    }),
  ];
}

/** What the old backend's /queryaddress answered; tickers come with the pools' metadata. */
export async function queryAddress({ pool }: Pick<AccountsParts, 'pool'>, credential: StakeCredential) {
  const found = await newestStake(pool, credential);
  if (found === null) return { success: false };
  const { activeEpoch: epoch, stake: amount, pool: delegatedTo } = found;
  return { success: true, epoch, amount, delegatedTo, delegatedToTicker: '' };
}

const dueOf = ({ amount, address, expiresAt }: PaymentDue) => ({
  success: true,
  status: 'pending',
  payment_amount: amount,
  payment_address: address,
  expires_at: expiresAt.getTime(),
});
