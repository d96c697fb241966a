import type { Database, Examine } from '../database/database.ts';
import { isRecord } from '../json.ts';
import { invalidData, Refusal } from '../refusal.ts';
import { type Path, parseWritePath, startsWith } from '../tree/path.ts';

interface Action {
  readonly path: Path;
  readonly json: unknown;
  /** As whoever left it may write. */
  readonly examine: Examine;
}

/**
 * What a client left to be written when its connection ends. A set forgets what was left at and below its path; server
 * values are resolved when it happens.
 */
export class DisconnectActions {
  #actions: Action[] = [];

  set(path: Path, json: unknown, examine: Examine): void {
    this.cancel(path);
    this.#actions.push({ path, json, examine });
  }

  update(path: Path, json: unknown, examine: Examine): void {
    if (!isRecord(json)) throw invalidData("couldn't parse JSON object, array, or value.");
    for (const [key, value] of Object.entries(json)) {
      this.set(parseWritePath([...path, key].join('/')), value, examine);
    }
  }

  cancel(path: Path): void {
    this.#actions = this.#actions.filter((action) => !startsWith(action.path, path));
  }

  perform(database: Database): void {
    const actions = this.#actions;
    this.#actions = [];
    for (const { path, json, examine } of actions) {
      try {
        database.set(path, json, { examine });
      } catch (error) {
        // Nobody is left to tell that it was not acceptable, or not allowed by now.
        if (!(error instanceof Refusal)) throw error;
      }
    }
  }
}
