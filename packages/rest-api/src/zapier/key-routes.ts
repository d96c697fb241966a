import { randomUUID } from 'node:crypto';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { createZapierKey, deleteZapierKey, newZapierSecret, SECRET_BYTES } from '@pooltool/store/zapier';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_FIELDS } from '../accounts/account-route.ts';
import { uuidText } from '../accounts/account-schemas.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { demandUser } from '../accounts/bearer.ts';
import { notSignedIn, notYours, zapierKeyRefused } from '../errors.ts';
import { apiKeyText, canonicalUuid, EXAMPLE_KEY, succeeded } from './zapier-schemas.ts';

const HAS_ONE = 'you have a key for Zapier already: delete it first if its secret is lost';

/** A user's key for Zapier (operators.md 4). Who knows a user's id alone has nothing: his token is asked for. */
export const zapierKeyRoutes = ({ pool, clock, random }: AccountsParts): readonly AccountRoute[] => [
  accountRoute({
    method: 'POST',
    path: '/v1/zapiercreateapikey',
    operationId: 'zapierCreateApiKey',
    access: 'own user',
    tag: 'Zapier',
    deprecated: true,
    summary: 'Makes your key for Zapier; its secret is shown this once',
    description:
      'The user is `user_id` of the body. There is one key: who has one is answered `success: false`, and makes a second when the first is deleted.',
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: Type.Object({ user_id: uuidText }),
    answer: {
      schema: Type.Object({
        success: Type.Boolean(),
        apikey: Type.Optional(uuidText),
        apisecret: Type.Optional(Type.String({ description: 'Shown this once: only its hash is kept.' })),
        message: Type.Optional(Type.String({ description: 'Why there is no new key.' })),
      }),
      example: { success: true, apikey: EXAMPLE_KEY, apisecret: '2wF…' },
    },
    errors: [notSignedIn, notYours],
    handle: async ({ request, body }) => {
      const user = body.user_id.toLowerCase();
      await demandUser(request, { pool, clock, user });
      const apiKey = randomUUID();
      const secret = newZapierSecret(random().subarray(0, SECRET_BYTES));
      const made = await inTransaction(pool, (tx) => createZapierKey(tx, { user, apiKey, secret, nowMs: clock.now() }));
      if (!made) return { success: false, message: HAS_ONE };
      return { success: true, apikey: apiKey, apisecret: secret };
    },
  }),
  accountRoute({
    method: 'POST',
    path: '/v1/zapierdeleteapikey',
    operationId: 'zapierDeleteApiKey',
    access: 'own user',
    tag: 'Zapier',
    deprecated: true,
    summary: 'Deletes your key for Zapier, and your hooks with it',
    description: 'The user is `user_id` of the body. Of a key that is not yours nothing is deleted.',
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: Type.Object({ user_id: uuidText, api_key: apiKeyText }),
    answer: succeeded,
    errors: [notSignedIn, notYours, zapierKeyRefused],
    handle: async ({ request, body }) => {
      const user = body.user_id.toLowerCase();
      await demandUser(request, { pool, clock, user });
      const apiKey = canonicalUuid(body.api_key);
      if (!(await inTransaction(pool, (tx) => deleteZapierKey(tx, { user, apiKey })))) throw zapierKeyRefused();
      return { success: true };
    },
  }),
];
