import type { HttpServer } from '@pooltool/shared-utils/http';
import type { TSchema } from 'typebox';

/** One answer of a POST route, as documented. */
export interface DocumentedAnswer {
  readonly description: string;
  readonly schema: TSchema;
  readonly examples: Readonly<Record<string, unknown>>;
}

/** What documentation and tests know of a route that operators' programs send to: its shapes are older than this API. */
export interface PostFacts {
  readonly path: `/v${0 | 1}/${string}`;
  /** its name in generated clients */
  readonly operationId: string;
  readonly tag: string;
  /** one line, without a full stop */
  readonly summary: string;
  /** Markdown */
  readonly description: string;
  readonly body: { readonly schema: TSchema; readonly examples: Readonly<Record<string, unknown>> };
  readonly answers: Readonly<Record<number, DocumentedAnswer>>;
}

export interface PostRoute extends PostFacts {
  mount(server: HttpServer): void;
}
