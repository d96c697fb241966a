import type { ErrorKind } from '@pooltool/shared-utils/errors';
import { bodyTooLarge, mediaTypeUnsupported, requestInvalid, unexpected } from '@pooltool/shared-utils/http';
import { databaseTooSlow, databaseUnreachable } from '@pooltool/shared-utils/pg';
import { Type } from 'typebox';
import type { AccountFacts } from '../accounts/account-route.ts';
import type { RouteFacts } from '../api-route.ts';
import { apiKeyRefused, cursorInvalid, notAcceptable, tooManyRequests } from '../errors.ts';

export const errorAnswer = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'Given once, kept for life: programs decide by it.', pattern: '^POOLTOOL_' }),
      message: Type.String({ description: 'What is wrong and where, for a person.' }),
      whatToDo: Type.String({ description: 'The next step of whoever asked.' }),
      details: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Facts beside the message.' })),
    }),
  },
  {
    description: 'A failure, of every route but those that nodes send to. Old clients find the message beside it, too.',
  },
);

/** What any route may answer, whatever it is for. */
export const COMMON_ERRORS: readonly ErrorKind[] = [
  requestInvalid,
  tooManyRequests,
  unexpected,
  databaseUnreachable,
  databaseTooSlow,
];

/** All kinds of errors of a route by their HTTP status, ascending. */
export function errorsByStatus(route: RouteFacts): ReadonlyMap<number, readonly ErrorKind[]> {
  const paged = 'cursor' in route.query.properties ? [cursorInvalid] : [];
  const all = [...COMMON_ERRORS, apiKeyRefused, notAcceptable, ...paged, ...route.errors];
  const kinds = [...new Set(all)].sort((a, b) => a.status - b.status);
  return Map.groupBy(kinds, ({ status }) => status);
}

/** The same of a route for accounts. */
export function accountErrorsByStatus({ body, errors }: AccountFacts): ReadonlyMap<number, readonly ErrorKind[]> {
  const ofBodies = body === null ? [] : [bodyTooLarge, mediaTypeUnsupported];
  const kinds = [...new Set([...COMMON_ERRORS, ...ofBodies, ...errors])].sort((a, b) => a.status - b.status);
  return Map.groupBy(kinds, ({ status }) => status);
}
