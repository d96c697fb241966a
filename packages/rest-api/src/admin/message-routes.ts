import { inTransaction } from '@pooltool/shared-utils/pg';
import { type AdminMessageKind, LONGEST_MESSAGE, LONGEST_TITLE, saveAdminMessage } from '@pooltool/store/admin';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_FIELDS } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { notAdministrator, notSignedIn } from '../errors.ts';
import { ADMINISTRATION, DONE } from './administration.ts';
import { demandAuthority } from './demand-authority.ts';

const WHERE = {
  web: { path: '/api/admin_message/web', operationId: 'tellWebsite', shown: 'the website' },
  app: { path: '/api/admin_message', operationId: 'tellApp', shown: 'the app' },
} as const satisfies Record<AdminMessageKind, unknown>;

/** What is shown to everybody (clients.md 3.1). */
export function adminMessageRoutes(parts: AccountsParts): readonly AccountRoute[] {
  return (['web', 'app'] as const).map((kind) =>
    accountRoute({
      ...ADMINISTRATION,
      method: 'PUT',
      path: WHERE[kind].path,
      operationId: WHERE[kind].operationId,
      access: 'administrator',
      summary: `Shows a message to everybody who uses ${WHERE[kind].shown}; empty texts show none`,
      description: 'As it is given, HTML too: an administrator is believed.',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: Type.Object({
        title: Type.String({ maxLength: LONGEST_TITLE }),
        message: Type.String({ maxLength: LONGEST_MESSAGE }),
      }),
      answer: DONE,
      errors: [notSignedIn, notAdministrator],
      handle: async ({ body: { title, message }, request }) => {
        const { user } = await demandAuthority(request, { ...parts, atLeast: 'administrator' });
        await inTransaction(parts.pool, (tx) =>
          saveAdminMessage(tx, { kind, title, message, user, nowMs: parts.clock.now() }),
        );
        return { success: true };
      },
    }),
  );
}
