import { type Parent, unfitAfter } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import type { Followed } from './followed.ts';
import { arrive, type Following, type Row, rollForward } from './roll-forward.ts';

/**
 * Follows rows of blocks, and keeps in mind where the last one ended: nearly every block builds on the one before it, and
 * then nothing has to be asked before it is written. What is in mind is not trusted: the sync point moves only from there,
 * or nothing is written. Whatever goes wrong on that way, the row is judged anew as if nothing had been in mind.
 */
export function tipInMind({ pool, following }: { readonly pool: Pool; readonly following: Following }) {
  let tip: Parent | null = null;

  async function extended(row: Row): Promise<Followed | null> {
    const parent = tip;
    if (parent === null || unfitAfter(parent, row[0]) !== null) return null;
    try {
      return await inTransaction(pool, (tx) =>
        rollForward(tx, following, { blocks: row, parent, undone: 0, believed: true }),
      );
    } catch (error) {
      following.log.debug({ err: error, slot: row[0].slot }, 'chain.judged-anew');
      return null;
    }
  }

  return {
    async arrive(row: Row): Promise<Followed> {
      const quick = await extended(row);
      tip = null;
      const followed = quick ?? (await inTransaction(pool, (tx) => arrive(tx, following, row)));
      if (followed.did === 'rolled-forward') tip = row.at(-1) ?? row[0];
      return followed;
    },
    /** Somebody else moves the tip. */
    forget(): void {
      tip = null;
    },
  };
}
