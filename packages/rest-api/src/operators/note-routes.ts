import { noteTooLong } from '@pooltool/store';
import { LONGEST_NOTE } from '@pooltool/store/operators';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_FIELDS } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { notSignedIn, notYourPool, poolIdInvalid, poolUnknown } from '../errors.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { writeNote } from './write-note.ts';

/** What a pool's page tells in its operator's words. */
export const noteRoutes = ({ pool, clock }: AccountsParts): readonly AccountRoute[] => [
  accountRoute({
    method: 'PUT',
    path: '/v1/operator/pools/:pool/note',
    operationId: 'writePoolNote',
    access: 'pool operator',
    tag: 'Operators',
    summary: "Writes the public note on a pool's page",
    description:
      'HTML with b, i, u, em, strong, br, p, ul, ol, li, and links to https; other tags are taken out and their words stay. ' +
      `At most ${LONGEST_NOTE} characters, tags counted; empty takes the note away.`,
    params: Type.Object({ pool: poolParameter }),
    query: NO_FIELDS,
    body: Type.Object({ note: Type.String({ maxLength: LONGEST_NOTE }) }),
    answer: {
      schema: Type.Object({ note: Type.String({ description: 'As it is shown from now on.' }) }),
      example: { note: '<p>Two relays in <b>Oslo</b>.</p>' },
    },
    errors: [notSignedIn, notYourPool, poolIdInvalid, poolUnknown, noteTooLong],
    handle: async ({ request, params, body }) => {
      const note = await writeNote(request, { pool, clock, of: poolFrom(params.pool), note: body.note });
      return { note };
    },
  }),
];
