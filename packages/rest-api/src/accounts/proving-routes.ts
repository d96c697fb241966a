import type { StakeCredential } from '@pooltool/domain';
import { claimStates, type PaymentDue } from '@pooltool/store/accounts';
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
import { keyParameter, passwordText, uuidText } from './account-schemas.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { maybeSignedIn } from './bearer.ts';
import { addressStatus, resetStatus } from './claim-status.ts';
import { proveAddress, resetPassword } from './prove-address.ts';
import { provenOwner } from './register.ts';
import { stakeKeyFrom, stakeKeyText } from './stake-key.ts';

const paymentDue = Type.Object({
  success: Type.Boolean(),
  status: Type.Union([Type.Literal('already_verified'), Type.Literal('pending')]),
  payment_amount: Type.Optional(Type.Integer({ description: 'Lovelace, to be paid exactly.', format: 'int64' })),
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

/** Proving by a payment that an address is one's own, as the website of 2026 does (clients.md 3.1); so is a lost password replaced. */
export function provingRoutes(parts: AccountsParts): readonly AccountRoute[] {
  const { network, countTry, pool } = parts;
  const keyOf = (text: string): StakeCredential => stakeKeyFrom(text, network);
  return [
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
        const user = body.user_id?.toLowerCase() ?? null;
        countTry(request, reply, { credential, user, payment: true });
        const proof = await proveAddress(parts, credential, {
          signedIn: await maybeSignedIn(request, parts),
          user,
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
      path: '/auth/reset_password',
      operationId: 'resetPassword',
      access: 'anybody',
      summary: 'Tells what to pay so that the password becomes another one',
      description:
        'Of who has authority, pools or keys a payment alone changes nothing: an administrator has to take it as proven.',
      body: Type.Object({ stake_key: stakeKeyText, new_password: passwordText }),
      params: NO_FIELDS,
      query: NO_FIELDS,
      answer: { schema: paymentDue, example: EXAMPLE_DUE },
      errors: [accountInvalid, passwordTooShort, userHasNoAddress, paymentsUnavailable, tooBusy],
      handle: async ({ body, request, reply }) => {
        const credential = keyOf(body.stake_key);
        countTry(request, reply, { credential, payment: true });
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
  ];
}

const dueOf = ({ amount, address, expiresAt }: PaymentDue) => ({
  success: true,
  status: 'pending',
  payment_amount: amount,
  payment_address: address,
  expires_at: expiresAt.getTime(),
});
