import type { ErrorKind } from '@pooltool/shared-utils/errors';
import { type HttpServer, requestInvalid } from '@pooltool/shared-utils/http';
import type { Static, TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { cacheControl, type Freshness } from './conventions/caching.ts';
import { type MediaType, mediaTypeFor } from './conventions/media-type.ts';
import { nextLink } from './conventions/next-link.ts';
import type { Cost } from './conventions/rate-limits.ts';

/** What a route answers with, by media type; the first is what is answered when nothing is preferred. */
export interface Representations {
  readonly 'application/json': { readonly schema: TSchema; readonly example: unknown };
  /** also at the path with `.csv` behind it */
  readonly 'text/csv'?: { readonly description: string; readonly example: string };
  readonly 'text/plain'?: { readonly description: string; readonly example: string };
}

export interface Answer {
  readonly freshness: Freshness;
  /** each only made when it is asked for */
  readonly json: () => unknown;
  readonly csv?: () => string;
  readonly text?: () => string;
  /** of the page that follows; null: this is the last */
  readonly nextCursor?: string | null;
}

interface Asked<Params extends TObject, Query extends TObject> {
  readonly params: Static<Params>;
  readonly query: Static<Query>;
  readonly mediaType: MediaType;
}

/** What documentation, server and tests know of a route: all three read this and nothing else. */
export interface RouteFacts {
  /** as fastify writes it: `/v1/epochs/:epoch` */
  readonly path: `/v1/${string}` | `/api/${string}`;
  /** its name in generated clients */
  readonly operationId: string;
  readonly tag: string;
  /** for clients that were there before this API: nothing new should be built on it */
  readonly deprecated?: true;
  /** one line, without a full stop */
  readonly summary: string;
  /** Markdown */
  readonly description: string;
  readonly params: TObject;
  readonly query: TObject;
  readonly answers: Representations;
  /** beyond those that every route may answer */
  readonly errors: readonly ErrorKind[];
  /** tokens of the caller's bucket; 1 when absent */
  readonly cost?: Cost;
}

export interface ApiRoute extends RouteFacts {
  mount(server: HttpServer, parts: { readonly publicUrl: string }): void;
}

/** A route from its facts and what it answers. Only GET so far: nothing here changes anything. */
export function apiRoute<const Params extends TObject, const Query extends TObject>(
  given: Omit<RouteFacts, 'params' | 'query'> & {
    readonly params: Params;
    readonly query: Query;
    readonly answer: (asked: Asked<Params, Query>) => Promise<Answer>;
  },
): ApiRoute {
  const { answer, ...facts } = given;
  return {
    ...facts,
    mount(server, { publicUrl }) {
      const offers = offersOf(given.answers);
      const serve = (path: string, only: MediaType | null): void => {
        server.get(
          path,
          {
            schema: { params: given.params, querystring: given.query },
            config: { cost: given.cost ?? 1, countsKeys: true },
          },
          async (request, reply) => {
            const { params, query } = request;
            // Validated already; this tells the compiler.
            if (!Value.Check(given.params, params) || !Value.Check(given.query, query)) throw requestInvalid();
            const mediaType = only ?? mediaTypeFor(request.headers.accept, offers);
            const answered = await answer({ params, query, mediaType });
            reply.header('cache-control', cacheControl(answered.freshness));
            if (answered.nextCursor != null)
              reply.header('link', nextLink(publicUrl, request.url, answered.nextCursor));
            reply.type(`${mediaType}; charset=utf-8`);
            return reply.send(bodyOf(answered, mediaType));
          },
        );
      };
      serve(given.path, null);
      if (given.answers['text/csv'] !== undefined) serve(`${given.path}.csv`, 'text/csv');
    },
  };
}

function offersOf(answers: Representations): [MediaType, ...MediaType[]] {
  const others = (['text/csv', 'text/plain'] as const).filter((type) => answers[type] !== undefined);
  return ['application/json', ...others];
}

function bodyOf({ json, csv, text }: Answer, mediaType: MediaType): unknown {
  switch (mediaType) {
    case 'application/json':
      return json();
    case 'text/csv':
      return csv?.();
    case 'text/plain':
      return text?.();
  }
}
