import { revokeSession } from '@pooltool/store/accounts';
import { Type } from 'typebox';
import { accountInvalid, addressTaken, notSignedIn, passwordTooShort, signInRefused, tooBusy } from '../errors.ts';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from './account-route.ts';
import { keyAndPassword, uuidText } from './account-schemas.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { bearerOf, maybeSignedIn, signedIn } from './bearer.ts';
import { register } from './register.ts';
import { signIn } from './sign-in.ts';
import { stakeKeyFrom } from './stake-key.ts';

const USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';

/** Beginning an account, signing in and out, as the website of 2026 does (clients.md 3.1). */
export function signInRoutes(parts: AccountsParts): readonly AccountRoute[] {
  const { network, countTry, pool, clock } = parts;
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
        const credential = stakeKeyFrom(body.stake_key, network);
        countTry(request, reply, { credential });
        const signedIn = await maybeSignedIn(request, parts);
        return { success: true, user_id: await register(parts, { credential, password: body.password, signedIn }) };
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
        const credential = stakeKeyFrom(body.stake_key, network);
        countTry(request, reply, { credential });
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
  ];
}
