import type { ErrorKind } from '@pooltool/shared-utils/errors';
import { answerOf } from '@pooltool/shared-utils/http';
import type { TObject } from 'typebox';
import type { AccountFacts } from '../accounts/account-route.ts';
import type { RouteFacts } from '../api-route.ts';
import type { DocumentedAnswer, PostFacts } from '../post-route.ts';
import { failureHeaders, senderHeaders, successHeaders } from './answer-headers.ts';
import { ACCOUNTS_TAG } from './documented-tags.ts';
import { accountErrorsByStatus, errorsByStatus } from './error-answers.ts';
import { securityOf, WHO_MAY_ASK, WITH_A_KEY_OR_WITHOUT } from './who-may-ask.ts';

/** A part of the document; JSON. */
export type Part = { readonly [name: string]: unknown };

/** Of a GET, or of the same as CSV alone. */
export function operation(route: RouteFacts, only: 'csv' | null): Part {
  const { operationId, tag, summary, description, params, query } = route;
  return {
    operationId: only === null ? operationId : `${operationId}Csv`,
    tags: [tag],
    ...(route.deprecated === true ? { deprecated: true } : {}),
    summary: only === null ? summary : `${summary}, as CSV`,
    description,
    ...WITH_A_KEY_OR_WITHOUT,
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    responses: {
      200: success(route, only),
      304: {
        description: 'What If-None-Match names is still so.',
        headers: successHeaders({ isKept: true, isPaged: false }),
      },
      ...failures(route),
    },
  };
}

/** Of what nodes send to: its shapes are older than this API. */
export function postOperation({ operationId, tag, summary, description, body, answers }: PostFacts): Part {
  const content = ({ schema, examples }: Pick<DocumentedAnswer, 'schema' | 'examples'>): Part => ({
    'application/json': {
      schema,
      examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
    },
  });
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    requestBody: { description: 'At most 64 KiB.', required: true, content: content(body) },
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [
        status,
        { description: answer.description, headers: senderHeaders(Number(status)), content: content(answer) },
      ]),
    ),
  };
}

export function accountOperation(account: AccountFacts): Part {
  const { operationId, summary, access, params, query, body, answer } = account;
  return {
    operationId,
    tags: [account.tag ?? ACCOUNTS_TAG],
    summary,
    description:
      account.description === undefined ? WHO_MAY_ASK[access] : `${WHO_MAY_ASK[access]} ${account.description}`,
    ...(account.deprecated === true ? { deprecated: true } : {}),
    ...securityOf(access),
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...(body === null
      ? {}
      : {
          requestBody: {
            description: 'JSON of at most 256 KiB.',
            required: true,
            content: { 'application/json': { schema: body } },
          },
        }),
    responses: {
      200: {
        description: 'As asked.',
        headers: successHeaders({ isKept: false, isPaged: false }),
        content: { 'application/json': { schema: answer.schema, example: answer.example } },
      },
      ...failuresOf(accountErrorsByStatus(account)),
    },
  };
}

function parametersOf(object: TObject, place: 'path' | 'query'): Part[] {
  const required = new Set<string>(object.required ?? []);
  return Object.entries(object.properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.has(name),
    ...('description' in schema ? { description: schema.description } : {}),
    schema,
  }));
}

function success({ answers, query }: RouteFacts, only: 'csv' | null): Part {
  const json = answers['application/json'];
  const csv = answers['text/csv'];
  const plain = answers['text/plain'];
  const text = (one: { readonly description: string; readonly example: string }): Part => ({
    schema: { type: 'string', description: one.description },
    example: one.example,
  });
  return {
    description: 'As asked.',
    headers: successHeaders({ isKept: true, isPaged: 'cursor' in query.properties }),
    content: {
      ...(only === null ? { 'application/json': { schema: json.schema, example: json.example } } : {}),
      ...(csv === undefined ? {} : { 'text/csv': text(csv) }),
      ...(plain === undefined || only === 'csv' ? {} : { 'text/plain': text(plain) }),
    },
  };
}

const failures = (route: RouteFacts): Part => failuresOf(errorsByStatus(route));

function failuresOf(byStatus: ReadonlyMap<number, readonly ErrorKind[]>): Part {
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [
      String(status),
      {
        description: kinds.map(({ code, says }) => `\`${code}\`: ${says}`).join('\n\n'),
        headers: failureHeaders(status),
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Error' },
            examples: Object.fromEntries(kinds.map((kind) => [kind.code, { value: exampleOf(kind) }])),
          },
        },
      },
    ]),
  );
}

/** As the server would answer it. */
const exampleOf = (kind: ErrorKind): unknown => answerOf(kind());

/** As fastify writes it, as OpenAPI does. */
export const openApiPath = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');
