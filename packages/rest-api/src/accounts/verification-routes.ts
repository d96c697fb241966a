import { userClaims } from '@pooltool/store/accounts';
import { verificationState } from '@pooltool/store/verifications';
import { Type } from 'typebox';
import { notSignedIn, verificationUnknown } from '../errors.ts';
import { record } from '../website/wire-types.ts';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from './account-route.ts';
import { uuidText } from './account-schemas.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { signedIn } from './bearer.ts';
import {
  CLAIM_EXAMPLE,
  claimSchema,
  claimShape,
  verificationSchema,
  verificationShape,
} from './verification-shapes.ts';

/** As many as somebody looks through: who claims more has made a mistake. */
const MOST = 50;

/** How what a user set out to prove stands, with every payment that was seen for it: to himself alone. */
export function verificationRoutes(parts: AccountsParts): readonly AccountRoute[] {
  const { pool, network } = parts;
  return [
    accountRoute({
      method: 'GET',
      path: '/v1/verifications',
      operationId: 'ownVerifications',
      access: 'signed in',
      summary: 'What the user set out to prove, newest first',
      description: `The newest ${MOST}: addresses to become his, and passwords to become another one.`,
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: {
        schema: record({ verifications: Type.Array(claimSchema) }),
        example: { verifications: [CLAIM_EXAMPLE] },
      },
      errors: [notSignedIn],
      handle: async ({ request }) => {
        const claims = await userClaims(pool, { user: await signedIn(request, parts), limit: MOST });
        return { verifications: claims.map((one) => claimShape(one, network)) };
      },
    }),
    accountRoute({
      method: 'GET',
      path: '/v1/verifications/:id',
      operationId: 'ownVerification',
      access: 'signed in',
      summary: 'How one stands, with the payments that were seen for it and what each says',
      description: "Another user's is not told from one that does not exist.",
      params: Type.Object({ id: uuidText }),
      query: NO_FIELDS,
      body: NO_BODY,
      answer: { schema: verificationSchema, example: { ...CLAIM_EXAMPLE, why: null, proof: null, payments: [] } },
      errors: [notSignedIn, verificationUnknown],
      handle: async ({ params, request }) => {
        const user = await signedIn(request, parts);
        const [claim] = await userClaims(pool, { user, verification: params.id, limit: 1 });
        const told = claim === undefined ? null : await verificationState(pool, claim.verification);
        if (claim === undefined || told === null) throw verificationUnknown();
        return verificationShape(claim, told, network);
      },
    }),
  ];
}
