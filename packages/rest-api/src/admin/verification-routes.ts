import { inTransaction } from '@pooltool/shared-utils/pg';
import { addressNotHis, addressOfAnother, claimLost, claimUnknown } from '@pooltool/store';
import { completeProven, takeClaimAsProven } from '@pooltool/store/admin';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import { uuidText } from '../accounts/account-schemas.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { notAdministrator, notSignedIn } from '../errors.ts';
import { ADMINISTRATION, DONE } from './administration.ts';
import { demandAuthority } from './demand-authority.ts';
import { adminVerifications, VERIFICATIONS_EXAMPLE, verificationsSchema } from './shown-verifications.ts';

/** What payments are waited for, and what an administrator takes for paid (clients.md 3.1, last rows). */
export function adminVerificationRoutes(parts: AccountsParts): readonly AccountRoute[] {
  const { pool, clock, network } = parts;
  return [
    accountRoute({
      ...ADMINISTRATION,
      method: 'GET',
      path: '/api/admin/verifications',
      operationId: 'verifications',
      access: 'administrator',
      summary: 'What people wait to prove, what they proved last, and the payments that were made for it',
      description:
        'A payment of another amount than one that was asked for is nobody’s, and is not among them. An address that an administrator gave without a claim is told by `pooltool users acts`.',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: { schema: verificationsSchema, example: VERIFICATIONS_EXAMPLE },
      errors: [notSignedIn, notAdministrator],
      handle: async ({ request }) => {
        await demandAuthority(request, { ...parts, atLeast: 'administrator' });
        await inTransaction(pool, (tx) => completeProven(tx, clock.now()), { attempts: 3 });
        return inTransaction(pool, (tx) => adminVerifications(tx, network), {
          isolation: 'repeatable read',
          readOnly: true,
        });
      },
    }),
    accountRoute({
      ...ADMINISTRATION,
      method: 'POST',
      path: '/api/admin/verifications/:id/verify',
      operationId: 'takeClaimAsProven',
      access: 'administrator',
      summary: 'Takes what is waited for as paid: the address is the user’s, or his password the one he asked for',
      description: 'Also of one that expired. Another password ends all sessions of the user.',
      params: Type.Object({ id: uuidText }),
      query: NO_FIELDS,
      body: NO_BODY,
      answer: DONE,
      errors: [notSignedIn, notAdministrator, claimUnknown, claimLost, addressOfAnother, addressNotHis],
      handle: async ({ params, request }) => {
        const { user } = await demandAuthority(request, { ...parts, atLeast: 'administrator' });
        const asked = { id: params.id.toLowerCase(), user, nowMs: clock.now() };
        await inTransaction(pool, (tx) => takeClaimAsProven(tx, asked), { attempts: 3 });
        return { success: true };
      },
    }),
  ];
}
