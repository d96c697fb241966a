import type { operations } from '../generated/operation-types.ts';

/** The name of an operation, as the documentation has it. */
export type OperationId = keyof operations;

type PathOf<Id extends OperationId> = operations[Id]['parameters']['path'];
type QueryOf<Id extends OperationId> = operations[Id]['parameters']['query'];
type BodyOf<Id extends OperationId> = operations[Id] extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer Body } };
}
  ? Body
  : undefined;

/** A part of the request: must be given, may be, or must not. */
type Part<Name extends string, Given> = [Given] extends [undefined]
  ? { readonly [Key in Name]?: never }
  : undefined extends Given
    ? { readonly [Key in Name]?: Exclude<Given, undefined> }
    : { readonly [Key in Name]: Given };

export type InputOf<Id extends OperationId> = Part<'path', PathOf<Id>> &
  Part<'query', QueryOf<Id>> &
  Part<'body', BodyOf<Id>> & {
    /** ends the waiting */
    readonly signal?: AbortSignal;
  };

/** What is given behind the name: nothing needs to be when nothing is demanded. */
export type InputsOf<Id extends OperationId> =
  Record<never, never> extends InputOf<Id> ? [input?: InputOf<Id>] : [input: InputOf<Id>];

type ResponsesOf<Id extends OperationId> = operations[Id]['responses'];
type ContentOf<Id extends OperationId> = ResponsesOf<Id>[keyof ResponsesOf<Id>] extends infer Response
  ? Response extends { readonly content: infer Content }
    ? Content
    : never
  : never;

/** What is answered when it succeeds: JSON where there is JSON, else text. */
export type AnswerOf<Id extends OperationId> =
  ContentOf<Id> extends { readonly 'application/json': infer Json } ? Json : string;

/** Operations that answer a page and a cursor for the next. */
export type PagedId = {
  [Id in OperationId]: AnswerOf<Id> extends { readonly next: string | null } ? Id : never;
}[OperationId];

/** Operations that answer CSV and nothing else. */
export type CsvId = {
  [Id in OperationId]: ContentOf<Id> extends { readonly 'text/csv': string }
    ? ContentOf<Id> extends { readonly 'application/json': unknown }
      ? never
      : Id
    : never;
}[OperationId];

/** The same for whoever sends it. */
export interface Given {
  readonly path?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}
