import type { PoolToolError } from '@pooltool/shared-utils/errors';

/** Why a dump was not handed over; kept beside it as `NAME.reason.json`. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** first byte that did not fit; null when the refusal is not about a place */
  readonly offset: number | null;
  /** as in docs of the decoder: positions from 1, `[n]` entry n of a map */
  readonly path: string | null;
}

export function refusalOf({ code, message, details }: PoolToolError): Refusal {
  const { offset, path } = details;
  return {
    code,
    message,
    offset: typeof offset === 'number' ? offset : null,
    path: typeof path === 'string' ? path : null,
  };
}
