import type { Answer } from './answer.ts';
import type { S3Request } from './request.ts';
import type { Store } from './store.ts';

/** What an operation works with. */
export interface Call {
  readonly request: S3Request;
  readonly store: Store;
  readonly nowMs: () => number;
}

/** One S3 operation: an answer, or an `S3Error` thrown. */
export type Operation = (call: Call) => Promise<Answer>;
