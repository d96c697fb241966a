import { INSIDE, type Pool, runQuery } from './pool.ts';

export interface AdvisoryLock {
  /** Gives the lock back and closes its connection. Safe to call twice. */
  release(): Promise<void>;
  /** Resolves when the connection died, and the lock with it: somebody else may hold it now. Never after `release`. */
  readonly lost: Promise<void>;
}

/**
 * Takes the lock named `key` for as long as the process lives, or answers null when somebody else has it.
 * It stands on a connection of its own, so a busy pool cannot starve it and a dead process frees it at once.
 * A string key is hashed to 64 bits by PostgreSQL (hashtextextended).
 */
export async function holdAdvisoryLock(pool: Pool, key: bigint | string): Promise<AdvisoryLock | null> {
  const client = await pool[INSIDE].connectAlone();
  let released = false;
  const lost = new Promise<void>((resolve) => {
    client.once('end', () => {
      if (!released) resolve();
    });
  });
  const release = async (): Promise<void> => {
    if (released) return;
    released = true;
    await client.end();
  };
  try {
    const keyInSql = typeof key === 'bigint' ? '$1::int8' : 'hashtextextended($1, 0)';
    const { rows } = await runQuery<{ held: boolean }>(client, `select pg_try_advisory_lock(${keyInSql}) as held`, [
      key,
    ]);
    if (rows[0]?.held === true) return { release, lost };
  } catch (error) {
    await release();
    throw error;
  }
  await release();
  return null;
}
