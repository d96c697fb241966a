import type { Database } from '../database/database.ts';
import { isRecord } from '../json.ts';
import { invalidData, Refusal } from '../refusal.ts';
import { type Path, parseWritePath, startsWith } from '../tree/path.ts';

interface Action {
  readonly path: Path;
  readonly json: unknown;
}

/**
 * What a client left to be written when its connection ends. A set forgets what was left at and below its path; server
 * values are resolved when it happens.
 */
export class DisconnectActions {
  #actions: Action[] = [];

  set(path: Path, json: unknown): void {
    this.cancel(path);
    this.#actions.push({ path, json });
  }

  update(path: Path, json: unknown): void {
    if (!isRecord(json)) throw invalidData("couldn't parse JSON object, array, or value.");
    for (const [key, value] of Object.entries(json)) this.set(parseWritePath([...path, key].join('/')), value);
  }

  cancel(path: Path): void {
    this.#actions = this.#actions.filter((action) => !startsWith(action.path, path));
  }

  perform(database: Database): void {
    const actions = this.#actions;
    this.#actions = [];
    for (const { path, json } of actions) {
      try {
        database.set(path, json);
      } catch (error) {
        // Nobody is left to tell that the data was not acceptable.
        if (!(error instanceof Refusal)) throw error;
      }
    }
  }
}
