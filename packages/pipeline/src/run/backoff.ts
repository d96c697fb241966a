import type { Disposition } from '@pooltool/shared-utils/errors';
import type { Retry } from '../asset/define-asset.ts';

const LONGEST_MS = 3_600_000;

/**
 * How long to wait before the next try, or null when there is none: the error says that trying again gives the same
 * (reject) or does harm (halt), or this was the last of `retry.attempts`. `attempt` is the one that failed, from 1.
 */
export function nextTryInMs(
  retry: Pick<Retry, 'attempts' | 'backoffMs'>,
  attempt: number,
  disposition: Disposition,
): number | null {
  if (disposition !== 'retry' || attempt >= retry.attempts) return null;
  return Math.min(retry.backoffMs * 2 ** (attempt - 1), LONGEST_MS);
}
