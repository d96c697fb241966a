import { stakeCredential } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  addressNotHis,
  addressOfAnother,
  administratorNeedsAddress,
  administratorNoMore,
  lastAdministrator,
  userUnknown,
} from '@pooltool/store';
import { completeProven, dropAddress, setAuthority, takeAddressAsProven } from '@pooltool/store/admin';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import { userParameter } from '../accounts/account-schemas.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { provenOwner } from '../accounts/register.ts';
import { stakeKeyFrom, stakeKeyText } from '../accounts/stake-key.ts';
import { accountInvalid, notAdministrator, notSignedIn } from '../errors.ts';
import { ADMINISTRATION, DONE } from './administration.ts';
import { demandAuthority } from './demand-authority.ts';
import { ADMIN_USER_EXAMPLE, adminUser, adminUserSchema } from './shown-user.ts';

const REFUSED = [notSignedIn, notAdministrator] as const;
const ANSWER = { schema: adminUserSchema, example: ADMIN_USER_EXAMPLE };
const addressParameters = Type.Object({ ...userParameter.properties, key: stakeKeyText });
/** What payments prove at the same moment is done by another's hand too. */
const AGAIN = { attempts: 3 } as const;

/** People, as administrators see and help them (clients.md 3.1, last rows). */
export function adminUserRoutes(parts: AccountsParts): readonly AccountRoute[] {
  const { pool, clock, network } = parts;
  const demandAdministrator = async (request: Parameters<typeof demandAuthority>[0]): Promise<string> =>
    (await demandAuthority(request, { ...parts, atLeast: 'administrator' })).user;
  return [
    accountRoute({
      ...ADMINISTRATION,
      method: 'GET',
      path: '/api/admin/user/lookup',
      operationId: 'lookUpUser',
      access: 'administrator',
      summary: 'The user whose address it is',
      params: NO_FIELDS,
      query: Type.Object({ stake_key: stakeKeyText }),
      body: NO_BODY,
      answer: ANSWER,
      errors: [...REFUSED, accountInvalid, userUnknown],
      handle: async ({ query, request }) => {
        await demandAdministrator(request);
        const given = stakeKeyFrom(query.stake_key, network);
        // Of 56 hex characters nobody can tell whether they are a key's or a script's.
        const owner =
          (await provenOwner(parts, given)) ?? (await provenOwner(parts, stakeCredential('script', given.hash)));
        if (owner === null) throw userUnknown({ message: 'nobody has proven this address' });
        return adminUser(pool, owner, { network, nowMs: clock.now() });
      },
    }),
    accountRoute({
      ...ADMINISTRATION,
      method: 'GET',
      path: '/api/admin/user/:uid',
      operationId: 'userForAdministrators',
      access: 'administrator',
      summary: 'All that an administrator may see of a user: no password, no key, no token',
      params: userParameter,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: ANSWER,
      errors: [...REFUSED, userUnknown],
      handle: async ({ params, request }) => {
        await demandAdministrator(request);
        const user = params.uid.toLowerCase();
        await inTransaction(pool, (tx) => completeProven(tx, clock.now(), user), AGAIN);
        return adminUser(pool, user, { network, nowMs: clock.now() });
      },
    }),
    accountRoute({
      ...ADMINISTRATION,
      method: 'PUT',
      path: '/api/admin/user/:uid/authority',
      operationId: 'changeAuthority',
      access: 'administrator',
      summary: 'Gives a user authority, or takes it, from his next request on',
      description: 'The last administrator keeps it: somebody else has to be one first.',
      params: userParameter,
      query: NO_FIELDS,
      body: Type.Object({
        authority: Type.Union([Type.Literal('user'), Type.Literal('groupadmin'), Type.Literal('administrator')]),
      }),
      answer: DONE,
      errors: [...REFUSED, administratorNoMore, userUnknown, lastAdministrator],
      handle: async ({ params, body: { authority }, request }) => {
        const user = await demandAdministrator(request);
        const subject = params.uid.toLowerCase();
        await inTransaction(pool, (tx) => setAuthority(tx, { subject, authority, user, nowMs: clock.now() }), AGAIN);
        return { success: true };
      },
    }),
    accountRoute({
      ...ADMINISTRATION,
      method: 'POST',
      path: '/api/admin/user/:uid/verify/:key',
      operationId: 'takeAddressAsProven',
      access: 'administrator',
      summary: "Takes an address for proven: it is this user's from now on",
      params: addressParameters,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: DONE,
      errors: [...REFUSED, accountInvalid, userUnknown, addressOfAnother],
      handle: async ({ params, request }) => {
        const user = await demandAdministrator(request);
        const credential = stakeKeyFrom(params.key, network);
        // Who paid before the administrator spoke has it.
        await provenOwner(parts, credential);
        const asked = { subject: params.uid.toLowerCase(), credential, user, nowMs: clock.now() };
        await inTransaction(pool, (tx) => takeAddressAsProven(tx, asked), AGAIN);
        return { success: true };
      },
    }),
    accountRoute({
      ...ADMINISTRATION,
      method: 'DELETE',
      path: '/api/admin/user/:uid/address/:key',
      operationId: 'dropAddress',
      access: 'administrator',
      summary: 'Takes an address from a user, and ends all his sessions',
      params: addressParameters,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: DONE,
      errors: [...REFUSED, accountInvalid, userUnknown, addressNotHis, administratorNeedsAddress],
      handle: async ({ params, request }) => {
        const user = await demandAdministrator(request);
        const credential = stakeKeyFrom(params.key, network);
        const asked = { subject: params.uid.toLowerCase(), credential, user, nowMs: clock.now() };
        await inTransaction(pool, (tx) => dropAddress(tx, asked), AGAIN);
        return { success: true };
      },
    }),
  ];
}
