import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { changeMirror, type Mirror, replaceMirror } from '@pooltool/store/client-writes';
import { Changes } from './changes.ts';

const CHANGES_A_PASS = 5_000;

/** A table that follows nodes which only clients write. */
export interface Mirrored<Row> {
  readonly changes: Changes<Row>;
  /** Writes what waits. Before everything was read once, nothing; the first time it replaces the table. @returns rows that changed */
  save(pool: Pool): Promise<number>;
  /** Everything was told once. */
  loaded(): void;
}

export function mirrored<Row>(mirror: Mirror<Row>, keyOf: (row: Row) => string): Mirrored<Row> {
  const changes = new Changes(keyOf);
  let state: 'loading' | 'loaded' | 'following' = 'loading';
  return {
    changes,
    loaded() {
      state = 'loaded';
    },
    async save(pool) {
      if (state === 'loading') return 0;
      if (state === 'loaded') {
        const taken = changes.taken();
        const rows = taken.flatMap(({ row, removed }) => (removed ? [] : [row]));
        const changed = await inTransaction(pool, (tx) => replaceMirror(tx, mirror, rows));
        state = 'following';
        changes.done(taken);
        return changed;
      }
      let changed = 0;
      while (changes.size > 0) {
        const taken = changes.taken(CHANGES_A_PASS);
        changed += await inTransaction(pool, (tx) => changeMirror(tx, mirror, taken));
        changes.done(taken);
      }
      return changed;
    },
  };
}
