import type { PoolId } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { noteTooLong } from '@pooltool/store';
import { delegatorUpdates, LONGEST_GROUP, savePoolLabel, setDelegatorUpdate } from '@pooltool/store/admin';
import { poolsForDocuments } from '@pooltool/store/documents';
import { LONGEST_NOTE } from '@pooltool/store/operators';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { notAdministrator, notSignedIn, notYourPool, poolIdInvalid, poolUnknown } from '../errors.ts';
import { writeNote } from '../operators/write-note.ts';
import { poolParameter } from '../parameters/pool-parameter.ts';
import { noSuchPool, websitePool } from '../website/website-pool.ts';
import { ADMINISTRATION, DONE } from './administration.ts';
import { demandAuthority } from './demand-authority.ts';

const params = Type.Object({ pool: poolParameter });
const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

/** What is written of a pool on its Manage and Admin pages (clients.md 3.1). */
export function adminPoolRoutes(parts: AccountsParts): readonly AccountRoute[] {
  const { pool: database, clock } = parts;
  const demandPool = async (of: PoolId): Promise<void> => {
    if ((await poolsForDocuments(database, [of])).size === 0) throw noSuchPool(of);
  };
  const flag = async (asked: { readonly pool: PoolId; readonly value: boolean; readonly user: string }) => {
    await demandPool(asked.pool);
    await inTransaction(database, (tx) => setDelegatorUpdate(tx, { ...asked, nowMs: clock.now() }));
    return { success: true };
  };
  return [
    accountRoute({
      ...ADMINISTRATION,
      method: 'PUT',
      path: '/api/pool/:pool/stats',
      operationId: 'changePoolNote',
      access: 'pool operator',
      summary: 'Says what a pool tells on its page',
      description:
        'HTML, of which what could do harm is taken out; an empty text takes it away. `PUT /v1/operator/pools/{pool}/note` is the same for programs.',
      params,
      query: NO_FIELDS,
      body: Type.Object({ public_note: Type.String({ maxLength: LONGEST_NOTE }) }),
      answer: DONE,
      errors: [notSignedIn, notYourPool, poolIdInvalid, poolUnknown, noteTooLong],
      handle: async ({ params, body, request }) => {
        await writeNote(request, { ...parts, of: websitePool(params.pool), note: body.public_note });
        return { success: true };
      },
    }),
    accountRoute({
      ...ADMINISTRATION,
      method: 'PUT',
      path: '/api/pool/:pool/update',
      operationId: 'labelPool',
      access: 'group administrator',
      summary: 'Names the group a pool belongs to, or says that it imitates another',
      description: 'The group is for group administrators too, `xx` for administrators. What is absent stays as it is.',
      params,
      query: NO_FIELDS,
      body: Type.Object(
        {
          g: orNull(Type.String({ maxLength: LONGEST_GROUP, description: 'The group; empty or null: none.' })),
          xx: orNull(Type.Boolean({ description: 'It imitates another pool; null: false.' })),
        },
        { additionalProperties: false, minProperties: 1 },
      ),
      answer: DONE,
      errors: [notSignedIn, notAdministrator, poolIdInvalid, poolUnknown],
      handle: async ({ params, body, request }) => {
        const { g, xx } = body;
        const atLeast = xx === undefined ? 'groupadmin' : 'administrator';
        const { user } = await demandAuthority(request, { ...parts, atLeast });
        const pool = websitePool(params.pool);
        await demandPool(pool);
        const label = {
          ...(g === undefined ? {} : { group: g ?? '' }),
          ...(xx === undefined ? {} : { imposter: xx ?? false }),
        };
        await inTransaction(database, (tx) => savePoolLabel(tx, { pool, ...label, user, nowMs: clock.now() }));
        return { success: true };
      },
    }),
    accountRoute({
      ...ADMINISTRATION,
      method: 'GET',
      path: '/api/admin/delegator_update/:pool',
      operationId: 'delegatorUpdate',
      access: 'administrator',
      summary: "Whether somebody wants a pool's delegators looked at anew",
      params,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: {
        schema: Type.Object({ '.value': Type.Union([Type.Literal(true), Type.Null()]) }),
        example: { '.value': true },
      },
      errors: [notSignedIn, notAdministrator, poolIdInvalid, poolUnknown],
      handle: async ({ params, request }) => {
        await demandAuthority(request, { ...parts, atLeast: 'administrator' });
        const pool = websitePool(params.pool);
        const flagged = (await delegatorUpdates(database, [pool])).has(pool);
        return { '.value': flagged ? true : null };
      },
    }),
    accountRoute({
      ...ADMINISTRATION,
      method: 'PUT',
      path: '/api/admin/delegator_update/:pool',
      operationId: 'wantDelegatorUpdate',
      access: 'administrator',
      summary: "Says whether a pool's delegators are to be looked at anew",
      description: FLAG,
      params,
      query: NO_FIELDS,
      body: Type.Object({ value: Type.Boolean() }),
      answer: DONE,
      errors: [notSignedIn, notAdministrator, poolIdInvalid, poolUnknown],
      handle: async ({ params, body: { value }, request }) => {
        const { user } = await demandAuthority(request, { ...parts, atLeast: 'administrator' });
        return flag({ pool: websitePool(params.pool), value, user });
      },
    }),
    accountRoute({
      ...ADMINISTRATION,
      method: 'DELETE',
      path: '/api/admin/delegator_update/:pool',
      operationId: 'endDelegatorUpdate',
      access: 'administrator',
      summary: "Says that a pool's delegators need no look any more",
      description: FLAG,
      params,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: DONE,
      errors: [notSignedIn, notAdministrator, poolIdInvalid, poolUnknown],
      handle: async ({ params, request }) => {
        const { user } = await demandAuthority(request, { ...parts, atLeast: 'administrator' });
        return flag({ pool: websitePool(params.pool), value: false, user });
      },
    }),
  ];
}

const FLAG =
  'A note from one administrator to the next: live stake is loaded from the ledger every half hour without it.';
