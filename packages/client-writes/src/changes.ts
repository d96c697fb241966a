import type { MirrorChange } from '@pooltool/store/client-writes';

/**
 * What Firebase has told and PostgreSQL does not have yet: of each key the newest. All that stands there until it was read once, then what
 * changed.
 */
export class Changes<Row> {
  readonly #keyOf: (row: Row) => string;
  #waiting = new Map<string, MirrorChange<Row>>();

  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#waiting.size;
  }

  set(row: Row): void {
    this.#waiting.set(this.#keyOf(row), { row, removed: false });
  }

  remove(row: Row): void {
    this.#waiting.set(this.#keyOf(row), { row, removed: true });
  }

  /** What waits now, oldest first. */
  taken(limit = Number.POSITIVE_INFINITY): readonly MirrorChange<Row>[] {
    return [...this.#waiting.values()].slice(0, limit);
  }

  /** These are safe; what came for the same key meanwhile still waits. */
  done(changes: readonly MirrorChange<Row>[]): void {
    for (const change of changes) {
      const key = this.#keyOf(change.row);
      if (this.#waiting.get(key) === change) this.#waiting.delete(key);
    }
  }
}
