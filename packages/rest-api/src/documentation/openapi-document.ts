import type { ErrorKind } from '@pooltool/shared-utils/errors';
import { answerOf } from '@pooltool/shared-utils/http';
import type { TObject } from 'typebox';
import type { AccountFacts } from '../accounts/account-route.ts';
import type { RouteFacts } from '../api-route.ts';
import type { DocumentedAnswer, PostFacts } from '../post-route.ts';
import type { DocumentedRoutes } from './documented-routes.ts';
import { COMMON_ERRORS, errorAnswer, errorsByStatus } from './error-answers.ts';

/** A part of the document; JSON. */
export type Part = { readonly [name: string]: unknown };

const VERSION = '1.0.0';

const DESCRIPTION = `
What PoolTool knows of Cardano's epochs, pools and rewards, to the lovelace; how fast blocks travel, and which ones contested a height.

- **Amounts** are lovelace, as strings of digits: they survive every JSON parser.
- **Epochs** are named by their role: a reward is *earned* in an epoch, calculated in the next, *spendable* two after.
- **Delays** are ms from the slot's start by the reporting node's clock, raw: negative and hours are left as they came.
- **Errors** are \`{"error": {"code", "message", "whatToDo"}}\`. Codes are kept for life.
- **ETag**: every answer has one; send it back as If-None-Match and hear 304 while nothing changed.
- **Pages** have \`next\`: pass it on as \`cursor\`. Rows that come in meanwhile move no page. CSV tells it in the Link header.
- **CSV** where people export: \`.csv\` behind the path, or \`Accept: text/csv\`.
- **Limits** are in every answer: \`RateLimit-Policy\` and \`RateLimit\`; over them 429 with \`Retry-After\`.
`.trim();

/** OpenAPI 3.1 of these routes. Their schemas are JSON Schema 2020-12 and are taken as they are. */
export function openApiDocument(
  { routes, posts, accounts = [] }: DocumentedRoutes,
  { publicUrl }: { readonly publicUrl: string },
): Part {
  const paths: Record<string, Part> = {};
  for (const route of routes) {
    paths[openApiPath(route.path)] = { get: operation(route, null) };
    if (route.answers['text/csv'] !== undefined)
      paths[`${openApiPath(route.path)}.csv`] = { get: operation(route, 'csv') };
  }
  for (const post of posts) paths[post.path] = { post: postOperation(post) };
  for (const account of accounts) {
    const path = openApiPath(account.path);
    paths[path] = { ...paths[path], [account.method.toLowerCase()]: accountOperation(account) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'PoolTool',
      version: VERSION,
      summary: "Epochs, pools and rewards of Cardano's stake pools",
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl.replace(/\/$/, '') }],
    security: [],
    tags: [...new Set([...routes, ...posts].map(({ tag }) => tag)), ...(accounts.length > 0 ? [ACCOUNTS_TAG] : [])].map(
      (name) => ({ name }),
    ),
    paths,
    components: { schemas: { Error: errorAnswer }, securitySchemes: SECURITY_SCHEMES },
  };
}

export const openApiPath = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

function operation(route: RouteFacts, only: 'csv' | null): Part {
  const { operationId, tag, summary, description, params, query } = route;
  return {
    operationId: only === null ? operationId : `${operationId}Csv`,
    tags: [tag],
    ...(route.deprecated === true ? { deprecated: true } : {}),
    summary: only === null ? summary : `${summary}, as CSV`,
    description,
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    responses: {
      200: success(route, only),
      304: { description: 'What If-None-Match names is still so.' },
      ...failures(route),
    },
  };
}

function postOperation({ operationId, tag, summary, description, body, answers }: PostFacts): Part {
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
    requestBody: { required: true, content: content(body) },
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [
        status,
        { description: answer.description, content: content(answer) },
      ]),
    ),
  };
}

function accountOperation(account: AccountFacts): Part {
  const { operationId, summary, access, params, query, body, answer, errors } = account;
  return {
    operationId,
    tags: [account.tag ?? ACCOUNTS_TAG],
    summary,
    description:
      account.description === undefined ? WHO_MAY_ASK[access] : `${WHO_MAY_ASK[access]} ${account.description}`,
    ...(account.deprecated === true ? { deprecated: true } : {}),
    ...securityOf(access),
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...(body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: {
        description: 'As asked.',
        content: { 'application/json': { schema: answer.schema, example: answer.example } },
      },
      ...failuresOf(Map.groupBy([...COMMON_ERRORS, ...errors], ({ status }) => status)),
    },
  };
}

const ACCOUNTS_TAG = 'Accounts';
const WHO_MAY_ASK: Readonly<Record<AccountFacts['access'], string>> = {
  anybody: 'For everybody. Who is signed in may send his token.',
  'signed in': 'For whoever is signed in.',
  'own user': 'For the user whom the path names alone.',
  'pool operator': 'For whoever may speak for the pool that the path names.',
  'group administrator': 'For group administrators and administrators.',
  administrator: 'For administrators.',
  'zapier key': 'For whoever sends a key of his for Zapier and its secret.',
  'client key': 'For clients that were there before this API, by the `X-API-KEY` that each has.',
};
const SECURITY_SCHEMES: Part = {
  session: { type: 'http', scheme: 'bearer', description: 'The token that POST /auth/login answers.' },
  client: { type: 'apiKey', in: 'header', name: 'X-API-KEY', description: 'What each old client was built with.' },
};

function securityOf(access: AccountFacts['access']): Part {
  switch (access) {
    case 'anybody':
    case 'zapier key':
      return {};
    case 'client key':
      return { security: [{ client: [] }] };
    case 'signed in':
    case 'own user':
    case 'pool operator':
    case 'group administrator':
    case 'administrator':
      return { security: [{ session: [] }] };
  }
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

function success({ answers }: RouteFacts, only: 'csv' | null): Part {
  const json = answers['application/json'];
  const csv = answers['text/csv'];
  const plain = answers['text/plain'];
  const text = (one: { readonly description: string; readonly example: string }): Part => ({
    schema: { type: 'string', description: one.description },
    example: one.example,
  });
  return {
    description: 'As asked.',
    headers: HEADERS,
    content: {
      ...(only === null ? { 'application/json': { schema: json.schema, example: json.example } } : {}),
      ...(csv === undefined ? {} : { 'text/csv': text(csv) }),
      ...(plain === undefined || only === 'csv' ? {} : { 'text/plain': text(plain) }),
    },
  };
}

const HEADERS: Part = {
  etag: { description: 'Of what is said, whatever the compression.', schema: { type: 'string' } },
  ratelimit: {
    description: 'How many requests are left, and in how many seconds all are.',
    schema: { type: 'string' },
  },
  'x-request-id': { description: 'Names this request in our log.', schema: { type: 'string' } },
};

const failures = (route: RouteFacts): Part => failuresOf(errorsByStatus(route));

function failuresOf(byStatus: ReadonlyMap<number, readonly ErrorKind[]>): Part {
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [
      String(status),
      {
        description: kinds.map(({ code, says }) => `\`${code}\`: ${says}`).join('\n\n'),
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
