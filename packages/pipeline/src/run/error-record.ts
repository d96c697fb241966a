import { poolToolErrorIn } from '@pooltool/shared-utils/errors';
import { withoutSecrets } from '@pooltool/shared-utils/log';
import type { RunError } from '@pooltool/store/pipeline';
import { plain, plainRecord } from './plain.ts';

/** Chains of causes may be round or very long. */
const MOST_CAUSES = 10;

/** An error as it is kept with a run: what a person needs to see what and where, and what lay behind it. */
export function errorRecord(error: unknown): RunError {
  const coded = poolToolErrorIn(error);
  return {
    code: coded?.code ?? 'POOLTOOL_UNEXPECTED',
    message: messageOf(error),
    details: coded === undefined ? {} : plainRecord(coded.details),
    causes: causesOf(error),
  };
}

function causesOf(error: unknown): RunError['causes'] {
  const causes: { code: string | null; message: string }[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && causes.length < MOST_CAUSES) {
    causes.push({ code: codeOf(cause), message: messageOf(cause) });
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

/** Ours are POOLTOOL_…, Node's ECONNRESET, PostgreSQL's 23505. */
const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** Whoever reaches the console reads it. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return withoutSecrets(error.message);
  return typeof error === 'string' ? withoutSecrets(error) : JSON.stringify(plain(error));
}
