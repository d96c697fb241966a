import type { ErrorKind } from '@pooltool/shared-utils/errors';
import { type HttpServer, requestInvalid } from '@pooltool/shared-utils/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, type TObject, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** Who may ask. */
export type Access =
  | 'anybody'
  /** whoever is signed in */
  | 'signed in'
  /** only the user whom the path names */
  | 'own user'
  /** whoever may speak for the pool that the path names */
  | 'pool operator'
  | 'group administrator'
  | 'administrator'
  /** a key of Zapier's and its secret, both in the body */
  | 'zapier key'
  /** one of our own old programs, by its `X-API-KEY` */
  | 'client key';

/** What documentation and tests know of a route for people's accounts. */
export interface AccountFacts {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** as fastify writes it */
  readonly path: `/${string}`;
  /** its name in generated clients */
  readonly operationId: string;
  readonly access: Access;
  /** of the documentation; absent: Accounts */
  readonly tag?: string;
  /** one line, without a full stop */
  readonly summary: string;
  /** Markdown, behind who may ask */
  readonly description?: string;
  readonly params: TObject;
  readonly query: TObject;
  /** null: none is read */
  readonly body: TSchema | null;
  readonly answer: { readonly schema: TSchema; readonly example: unknown };
  readonly errors: readonly ErrorKind[];
  /** a client that was there before this API knows it so */
  readonly deprecated?: true;
}

export interface AccountRoute extends AccountFacts {
  mount(server: HttpServer): void;
}

interface Asked<Params extends TObject, Query extends TObject, Body extends TSchema> {
  readonly params: Static<Params>;
  readonly query: Static<Query>;
  readonly body: Static<Body>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** For routes without parameters. */
export const NO_FIELDS = Type.Object({});
/** For routes that read no body. */
export const NO_BODY: TSchema = Type.Unknown();
/** Nobody sends more: five hundred names and two thousand favourites fit. */
const LARGEST_BODY_BYTES = 256 * 1024;

/** A route from its facts and what it answers; never kept by anybody on the way. */
export function accountRoute<const Params extends TObject, const Query extends TObject, const Body extends TSchema>(
  given: Omit<AccountFacts, 'params' | 'query' | 'body'> & {
    readonly params: Params;
    readonly query: Query;
    readonly body: Body;
    readonly handle: (asked: Asked<Params, Query, Body>) => Promise<unknown>;
  },
): AccountRoute {
  const { handle, ...facts } = given;
  const { method, path: url, params: paramsSchema, query: querySchema, body: bodySchema } = given;
  const readsBody = bodySchema !== NO_BODY;
  return {
    ...facts,
    body: readsBody ? bodySchema : null,
    mount(server) {
      const schema = {
        params: paramsSchema,
        querystring: querySchema,
        ...(readsBody ? { body: bodySchema } : {}),
      };
      const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
        reply.header('cache-control', 'no-store');
        const { params, query, body } = request;
        // Validated already; this tells the compiler.
        if (!Value.Check(paramsSchema, params) || !Value.Check(querySchema, query) || !Value.Check(bodySchema, body))
          throw requestInvalid();
        return handle({ params, query, body, request, reply });
      };
      server.register(async (scope) => {
        scope.addHook('preSerialization', async (_request, _reply, payload) => asOldClientsRead(payload));
        scope.route({ method, url, schema, bodyLimit: LARGEST_BODY_BYTES, handler: serve });
      });
    },
  };
}

/** The website reads `message` beside the status, its admin page `detail`: the same words where each looks for them. */
function asOldClientsRead(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || !('error' in payload)) return payload;
  const { error } = payload;
  if (typeof error !== 'object' || error === null || !('message' in error)) return payload;
  return { ...payload, success: false, message: error.message, detail: error.message };
}
