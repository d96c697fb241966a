import { addressProvenAt, claimStates } from '@pooltool/store/accounts';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import { uuidText } from '../accounts/account-schemas.ts';
import { provenOwner } from '../accounts/register.ts';
import { stakeKeyFrom, stakeKeyText } from '../accounts/stake-key.ts';
import {
  accountInvalid,
  addressRegistered,
  nothingClaimed,
  passwordTooShort,
  paymentsUnavailable,
  signInRefused,
  tooBusy,
  tooManyRequests,
} from '../errors.ts';
import { admit, OLD_ERRORS, OLD_ROUTE, type OldClient } from './admit.ts';
import { beginVerification } from './begin-verification.ts';
import type { OldClientsParts } from './old-clients-parts.ts';
import { EXAMPLE_STATUS, statusOfAddress, verificationStatus } from './verification-status.ts';

const addressParameter = Type.Object({ address: stakeKeyText });
/** The app takes every 400 for a wrong address: what is no password is refused as a wrong one. */
const maybePassword = Type.String({ description: "The user's password.", maxLength: 200 });

/** Proving by a payment that an address is one's own. */
export function oldVerificationRoutes(
  parts: OldClientsParts,
  { root, suffix, name }: OldClient,
): readonly AccountRoute[] {
  const { network, countTry, pool } = parts;
  /** For the user alone: who knows his id is told what he asked for, and of nobody else. */
  const ofUser = async (user: string, address: string) => {
    const credential = stakeKeyFrom(address, network);
    const owner = await provenOwner(parts, credential);
    if (owner !== null && owner !== user) throw addressRegistered();
    const provenAt = owner === null ? null : await addressProvenAt(pool, credential);
    const told = statusOfAddress(user, await claimStates(pool, credential), provenAt);
    if (told === null) throw nothingClaimed();
    return { ...told, stakeKeyHash: credential.hash, userId: user };
  };
  return [
    accountRoute({
      ...OLD_ROUTE,
      method: 'POST',
      path: `${root}/verification/:address`,
      operationId: `verifyAddress${suffix}`,
      summary: `Tells what to pay so that an address is proven, for ${name}`,
      description:
        'The client chooses its user: an id that nobody has begins one with this password, any other needs its own. Amounts are whole thousandths of an ada: the app shows no more.',
      params: addressParameter,
      query: NO_FIELDS,
      body: Type.Object({ userId: uuidText, password: maybePassword }),
      answer: { schema: verificationStatus, example: EXAMPLE_STATUS },
      errors: [
        accountInvalid,
        passwordTooShort,
        signInRefused,
        addressRegistered,
        paymentsUnavailable,
        tooBusy,
        tooManyRequests,
        ...OLD_ERRORS,
      ],
      handle: async ({ params, body, request, reply }) => {
        admit(request, parts);
        const credential = stakeKeyFrom(params.address, network);
        const user = body.userId.toLowerCase();
        countTry(request, reply, { credential, user, payment: true });
        const proof = await beginVerification(parts, { credential, user, password: body.password });
        if (proof.kind === 'proven') return ofUser(user, params.address);
        return {
          status: 'pending',
          createdDate: proof.requestedAt.getTime(),
          paymentToAddress: proof.address,
          paymentAmount: proof.amount,
          verificationDate: null,
          stakeKeyHash: credential.hash,
          userId: user,
        };
      },
    }),
    accountRoute({
      ...OLD_ROUTE,
      method: 'GET',
      path: `${root}/verification/:address`,
      operationId: `addressVerification${suffix}`,
      summary: `Tells whether a user's address is proven by now, for ${name}`,
      params: addressParameter,
      query: Type.Object({ userId: uuidText }),
      body: NO_BODY,
      answer: { schema: verificationStatus, example: EXAMPLE_STATUS },
      errors: [accountInvalid, nothingClaimed, addressRegistered, ...OLD_ERRORS],
      handle: async ({ params, query, request }) => {
        admit(request, parts);
        return ofUser(query.userId.toLowerCase(), params.address);
      },
    }),
  ];
}
