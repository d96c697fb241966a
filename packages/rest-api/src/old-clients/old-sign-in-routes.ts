import { claimStates } from '@pooltool/store/accounts';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import { passwordText } from '../accounts/account-schemas.ts';
import { resetPassword } from '../accounts/prove-address.ts';
import { provenOwner } from '../accounts/register.ts';
import { stakeKeyFrom, stakeKeyText } from '../accounts/stake-key.ts';
import {
  accountInvalid,
  nothingClaimed,
  passwordTooShort,
  paymentsUnavailable,
  signInRefused,
  tooBusy,
  tooManyRequests,
  userHasNoAddress,
} from '../errors.ts';
import { admit, OLD_ERRORS, OLD_ROUTE, type OldClient } from './admit.ts';
import { firebaseSignIn } from './firebase-sign-in.ts';
import type { OldClientsParts } from './old-clients-parts.ts';
import { EXAMPLE_STATUS, statusOfReset, type ToldStatus, verificationStatus } from './verification-status.ts';

const addressAndPassword = Type.Object({ address: stakeKeyText, password: passwordText });

/** Whose an address is is told to its user alone: else whoever asks learns which addresses are one user's. */
const ofNobody = (hash: string, told: ToldStatus) => ({ ...told, stakeKeyHash: hash, userId: '' });

/** Signing in, and another password where it is lost. */
export function oldSignInRoutes(parts: OldClientsParts, { root, suffix, name }: OldClient): readonly AccountRoute[] {
  const { network, countTry, pool } = parts;
  return [
    accountRoute({
      ...OLD_ROUTE,
      method: 'POST',
      path: `${root}/auth/login`,
      operationId: `login${suffix}`,
      summary: `Signs in at Firebase, for ${name}`,
      description: "The token is for `signInWithCustomToken` of Firebase's SDKs and lives an hour.",
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: addressAndPassword,
      answer: { schema: Type.Object({ token: Type.String() }), example: { token: 'eyJ…' } },
      errors: [accountInvalid, signInRefused, tooBusy, tooManyRequests, ...OLD_ERRORS],
      handle: async ({ body, request, reply }) => {
        const tokens = admit(request, parts);
        const credential = stakeKeyFrom(body.address, network);
        countTry(request, reply, { credential });
        return { token: await firebaseSignIn(parts, tokens, { credential, password: body.password }) };
      },
    }),
    accountRoute({
      ...OLD_ROUTE,
      method: 'POST',
      path: `${root}/auth/forgotpassword`,
      operationId: `forgotPassword${suffix}`,
      summary: `Tells what to pay so that the password becomes another one, for ${name}`,
      description:
        'Each request has an amount of its own, and the password of that request is the one that is paid for.',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: addressAndPassword,
      answer: { schema: verificationStatus, example: { ...EXAMPLE_STATUS, userId: '' } },
      errors: [
        accountInvalid,
        passwordTooShort,
        userHasNoAddress,
        paymentsUnavailable,
        tooBusy,
        tooManyRequests,
        ...OLD_ERRORS,
      ],
      handle: async ({ body, request, reply }) => {
        admit(request, parts);
        const credential = stakeKeyFrom(body.address, network);
        countTry(request, reply, { credential, payment: true });
        const due = await resetPassword(parts, { credential, password: body.password });
        return ofNobody(credential.hash, {
          status: 'pending',
          createdDate: due.requestedAt.getTime(),
          paymentToAddress: due.address,
          paymentAmount: due.amount,
          verificationDate: null,
        });
      },
    }),
    accountRoute({
      ...OLD_ROUTE,
      method: 'GET',
      path: `${root}/auth/forgotpassword/:address`,
      operationId: `forgottenPassword${suffix}`,
      summary: `Tells whether the password is another one by now, for ${name}`,
      description:
        'Amount and address are told only where another password of the address was asked for once within two days.',
      params: Type.Object({ address: stakeKeyText }),
      query: NO_FIELDS,
      body: NO_BODY,
      answer: { schema: verificationStatus, example: { ...EXAMPLE_STATUS, userId: '' } },
      errors: [accountInvalid, nothingClaimed, ...OLD_ERRORS],
      handle: async ({ params, request }) => {
        admit(request, parts);
        const credential = stakeKeyFrom(params.address, network);
        await provenOwner(parts, credential);
        const told = statusOfReset(await claimStates(pool, credential));
        if (told === null) throw nothingClaimed();
        return ofNobody(credential.hash, told);
      },
    }),
  ];
}
