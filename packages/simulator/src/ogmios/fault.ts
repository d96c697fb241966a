import type { JsonValue } from '@pooltool/shared-utils/json';

/** What goes wrong with an answer, on demand. */
export type Fault =
  /** it is given later */
  | { readonly kind: 'delay'; readonly until: Promise<unknown> }
  /** never */
  | { readonly kind: 'silence' }
  /** the connection ends: before the answer, or after half of it */
  | { readonly kind: 'disconnect'; readonly after?: 'nothing' | 'half' }
  /** it is given twice */
  | { readonly kind: 'twice' }
  | { readonly kind: 'error'; readonly code: number; readonly message: string; readonly data?: JsonValue }
  /** this stands in its place; bytes make a binary message */
  | { readonly kind: 'say'; readonly instead: string | Uint8Array }
  /** a message of so many bytes is announced and never sent */
  | { readonly kind: 'announce'; readonly bytes: number };

/** Asked before each answer. `count` counts the requests of the server's life from 1 on. */
export type Faults = (asked: { readonly method: string; readonly count: number }) => Fault | null;
