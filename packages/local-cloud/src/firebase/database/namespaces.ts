import { type Journal, openJournal } from '../journal/journal.ts';
import { invalidPath } from '../refusal.ts';
import { Database } from './database.ts';

/** All databases of one server, each under its name, in memory or kept in `dataDir`. */
export class Namespaces {
  readonly #databases = new Map<string, Database>();
  readonly #now: () => number;
  readonly #journal: Journal | null;

  constructor({ now, dataDir }: { readonly now: () => number; readonly dataDir: string | undefined }) {
    this.#now = now;
    if (dataDir === undefined) {
      this.#journal = null;
      return;
    }
    const { journal, roots } = openJournal({ dataDir, present: () => this.#roots() });
    this.#journal = journal;
    for (const [name, root] of roots) this.#add(name, root);
  }

  /** The database of that name; a name not yet used is an empty database. */
  named(name: string): Database {
    if (!/^[\w-]{1,100}$/.test(name)) throw invalidPath(`"${name.slice(0, 100)}" is not a namespace`);
    return this.#databases.get(name) ?? this.#add(name, null);
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  *#roots() {
    for (const [name, database] of this.#databases) yield [name, database.root] as const;
  }

  #add(name: string, root: Database['root']): Database {
    const record = (writes: Parameters<Journal['append']>[1]) => this.#journal?.append(name, writes);
    const database = new Database({ root, now: this.#now, record });
    this.#databases.set(name, database);
    return database;
  }
}
