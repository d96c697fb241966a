import { inTransaction } from '@pooltool/shared-utils/pg';
import { tooManyHooks } from '@pooltool/store';
import {
  addZapierHook,
  removeZapierHook,
  type ZapierHook,
  type ZapierTrigger,
  zapierUser,
} from '@pooltool/store/zapier';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_FIELDS } from '../accounts/account-route.ts';
import { uuidText } from '../accounts/account-schemas.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { hookRefused, poolIdInvalid, tooManyRequests, zapierKeyRefused } from '../errors.ts';
import { poolFrom } from '../parameters/pool-parameter.ts';
import { hookUrl, keptHookUrls } from './hook-url.ts';
import { canonicalUuid, EXAMPLE_USER, keyAndSecret, succeeded } from './zapier-schemas.ts';

const hookBody = Type.Object({
  ...keyAndSecret,
  trigger_type: Type.Union([Type.Literal('new_block'), Type.Literal('new_post')]),
  hookUrl: Type.String({ description: 'Where to tell it: https, at Zapier.', minLength: 1, maxLength: 2_000 }),
  pool_id: Type.Optional(
    Type.Union([Type.String({ maxLength: 100 }), Type.Literal(0), Type.Null()], {
      description: 'Of `new_block`: the pool; `0` for all pools.',
    }),
  ),
});

/** What Zapier itself asks (operators.md 4); a wrong key is a 400, as it always was. */
export function zapierHookRoutes(parts: AccountsParts): readonly AccountRoute[] {
  const { pool, clock, zapier } = parts;
  const facts = { access: 'zapier key', tag: 'Zapier', deprecated: true, params: NO_FIELDS, query: NO_FIELDS } as const;
  const hookOf = async (request: FastifyRequest, reply: FastifyReply, body: Static<typeof hookBody>) => {
    const user = await demandZapierKey(request, reply, { ...parts, ...body });
    const url = hookUrl(body.hookUrl, zapier.hookHosts);
    if (url === null) throw hookRefused();
    return { user, trigger: triggerIn(body), url } satisfies ZapierHook;
  };
  return [
    accountRoute({
      ...facts,
      method: 'POST',
      path: '/v1/zapierauth',
      operationId: 'zapierAuth',
      summary: 'Tells whose key it is',
      body: Type.Object(keyAndSecret),
      answer: {
        schema: Type.Object({ success: Type.Boolean(), user_id: uuidText }),
        example: { success: true, user_id: EXAMPLE_USER },
      },
      errors: [zapierKeyRefused, tooManyRequests],
      handle: async ({ request, reply, body }) => ({
        success: true,
        user_id: await demandZapierKey(request, reply, { ...parts, ...body }),
      }),
    }),
    accountRoute({
      ...facts,
      method: 'POST',
      path: '/v1/zapiersubscribehook',
      operationId: 'zapierSubscribeHook',
      summary: 'Wants a hook told of blocks, or of your posts',
      description:
        'The same again changes nothing. Addresses are https, at the hosts that whoever runs this API allows.',
      body: hookBody,
      answer: succeeded,
      errors: [zapierKeyRefused, hookRefused, poolIdInvalid, tooManyHooks, tooManyRequests],
      handle: async ({ request, reply, body }) => {
        const hook = await hookOf(request, reply, body);
        const added = await inTransaction(pool, (tx) => addZapierHook(tx, hook, clock.now()));
        if (!added) throw zapierKeyRefused();
        return { success: true };
      },
    }),
    accountRoute({
      ...facts,
      method: 'POST',
      path: '/v1/zapierunsubscribehook',
      operationId: 'zapierUnsubscribeHook',
      summary: 'Does not want a hook told any more; just this one, also when there is none',
      body: hookBody,
      answer: succeeded,
      errors: [zapierKeyRefused, poolIdInvalid, tooManyRequests],
      handle: async ({ request, reply, body }) => {
        const user = await demandZapierKey(request, reply, { ...parts, ...body });
        const trigger = triggerIn(body);
        for (const url of keptHookUrls(body.hookUrl, zapier.hookHosts))
          await removeZapierHook(pool, { user, trigger, url });
        return { success: true };
      },
    }),
  ];
}

interface Shown extends Pick<AccountsParts, 'pool' | 'zapier'> {
  readonly api_key: string;
  readonly api_secret: string;
}

/** @returns the user's id @throws POOLTOOL_ZAPIER_KEY_REFUSED (400), POOLTOOL_TOO_MANY_REQUESTS (429) */
async function demandZapierKey(
  request: FastifyRequest,
  reply: FastifyReply,
  { pool, zapier, ...shown }: Shown,
): Promise<string> {
  const apiKey = canonicalUuid(shown.api_key);
  zapier.countTry(request, reply, apiKey);
  const user = await zapierUser(pool, { apiKey, secret: shown.api_secret });
  if (user === null) throw zapierKeyRefused();
  return user;
}

/** @throws POOLTOOL_POOL_ID_INVALID (400) */
function triggerIn({ trigger_type: kind, pool_id: given }: Static<typeof hookBody>): ZapierTrigger {
  if (kind === 'new_post') return { kind };
  const text = String(given ?? '').trim();
  if (text === '') throw poolIdInvalid({ message: 'new_block needs a pool_id: a pool, or 0 for all pools' });
  return { kind, pool: text === '0' ? 'all' : poolFrom(text) };
}
