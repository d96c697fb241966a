import type { PoolId } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { authorityOf, recordAct } from '@pooltool/store/admin';
import { poolsForDocuments } from '@pooltool/store/documents';
import { readPoolNote, savePoolNote } from '@pooltool/store/operators';
import type { FastifyRequest } from 'fastify';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { noSuchPool } from '../website/website-pool.ts';
import { demandOperator } from './demand-operator.ts';

/**
 * Writes a pool's public note for whoever asks, by whichever route; an administrator's is kept as his act.
 * @returns what is shown from now on
 * @throws as `demandOperator`; POOLTOOL_POOL_UNKNOWN (404), POOLTOOL_NOTE_TOO_LONG (400)
 */
export async function writeNote(
  request: Pick<FastifyRequest, 'headers'>,
  { pool: database, clock, of, note }: Pick<AccountsParts, 'pool' | 'clock'> & { of: PoolId; note: string },
): Promise<string> {
  const user = await demandOperator(request, { pool: database, clock, of });
  if ((await poolsForDocuments(database, [of])).size === 0) throw noSuchPool(of);
  const nowMs = clock.now();
  return inTransaction(database, async (tx) => {
    const before = await readPoolNote(tx, of);
    const after = await savePoolNote(tx, { pool: of, note, user, nowMs });
    const administers = (await authorityOf(tx, user)) === 'administrator';
    if (administers && before !== after) {
      const [was, is] = [{ note: before }, { note: after }];
      await recordAct(tx, { user, deed: 'pool-note', subject: of, before: was, after: is, nowMs });
    }
    return after;
  });
}
