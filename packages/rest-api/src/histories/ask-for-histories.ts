import type { CredentialHash } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { noteAsked, requestHistories, watchedAmong } from '@pooltool/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CountNewKeys } from './history-limits.ts';
import { type FilesAt, type HistoryMeta, historyMeta } from './history-meta.ts';

export interface HistoriesParts {
  /** writes */
  readonly pool: Pool;
  readonly files: FilesAt;
  readonly countNewKeys: CountNewKeys;
}

interface Asking {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Has these histories drawn, and kept drawn. Asked for again, it costs a look.
 * @throws POOLTOOL_TOO_MANY_REQUESTS (429), POOLTOOL_TOO_MANY_KEYS (400)
 */
export async function askForHistories(
  { pool, countNewKeys }: Pick<HistoriesParts, 'pool' | 'countNewKeys'>,
  keys: readonly CredentialHash[],
  { request, reply }: Asking,
): Promise<void> {
  const asked = [...new Set(keys)];
  if (asked.length === 0) return;
  const watched = await watchedAmong(pool, asked);
  countNewKeys(request, reply, asked.filter((key) => !watched.has(key)).length);
  await inTransaction(pool, (tx) => requestHistories(tx, asked), { attempts: 3 });
}

/**
 * How a history's file stands, for somebody who wants to see it: one that is not up to date is drawn because of that. What is
 * ready costs no transaction, which would wait while an epoch is taken into the histories.
 * @throws POOLTOOL_TOO_MANY_REQUESTS (429)
 */
export async function lookForHistory(parts: HistoriesParts, key: CredentialHash, asking: Asking): Promise<HistoryMeta> {
  const { pool, files } = parts;
  const found = await historyMeta(pool, key, files);
  if (found.status !== 'missing') {
    await noteAsked(pool, [key], { lockedOnes: 'skip' });
    return found;
  }
  await askForHistories(parts, [key], asking);
  return historyMeta(pool, key, files);
}
