import { type Query, selectsEverything } from '../query/query.ts';
import { openWindow, type Window } from '../query/window.ts';
import { dataStale } from '../refusal.ts';
import { branch, type Node, nodeAt } from '../tree/node.ts';
import { hashOf } from '../tree/node-hash.ts';
import type { Path } from '../tree/path.ts';
import { type Change, wholeChange, windowChange } from './change.ts';
import { ListenerTree } from './listener-tree.ts';
import { applyWrites, planSet, planUpdate, type Write } from './write.ts';

export interface DatabaseParts {
  readonly root: Node;
  readonly now: () => number;
  /** Called before the writes are visible; when it throws they never become so. */
  readonly record: (writes: readonly Write[]) => void;
}

/** Looks at writes before they take effect; throws a Refusal to keep them from it. */
export type Examine = (plan: {
  readonly writes: readonly Write[];
  readonly before: Node;
  readonly after: Node;
}) => void;

export interface WriteConditions {
  /** Only if what stands at the path now has it. */
  readonly expectedHash?: string | undefined;
  /** Absent: everything may be written. */
  readonly examine?: Examine | undefined;
}

export interface ListenRequest {
  readonly path: Path;
  /** Null: everything at the path. */
  readonly query: Query | null;
  readonly notify: (change: Change) => void;
}

export interface Listening {
  /** What the listener sees at first; changes start from it. */
  readonly initial: Node;
  stop(): void;
}

interface Listener extends ListenRequest {
  window: Window | null;
}

/** One namespace: the present tree, who listens to it, and the one way it changes. */
export class Database {
  #root: Node;
  readonly #now: () => number;
  readonly #record: DatabaseParts['record'];
  readonly #listeners = new ListenerTree<Listener>();

  constructor({ root, now, record }: DatabaseParts) {
    this.#root = root;
    this.#now = now;
    this.#record = record;
  }

  get root(): Node {
    return this.#root;
  }

  read(path: Path, query: Query | null = null): Node {
    const node = nodeAt(this.#root, path);
    return query === null || selectsEverything(query) ? node : branch(openWindow(query, node).members);
  }

  /** Replaces what stands at `path`. Answers what was written. */
  set(path: Path, json: unknown, conditions: WriteConditions = {}): Node {
    this.#commit(planSet(this.#root, path, json, this.#now()), path, conditions);
    return nodeAt(this.#root, path);
  }

  /** Replaces what stands at each key's path below `path`, all or nothing. */
  update(path: Path, json: unknown, conditions: WriteConditions = {}): readonly Write[] {
    const writes = planUpdate(this.#root, path, json, this.#now());
    this.#commit(writes, path, conditions);
    return writes;
  }

  /** Whether a `set` would be let through now; nothing is written. */
  tryOut(path: Path, json: unknown, examine: Examine): void {
    const writes = planSet(this.#root, path, json, this.#now());
    examine({ writes, before: this.#root, after: applyWrites(this.#root, writes) });
  }

  listen(request: ListenRequest): Listening {
    const query = request.query === null || selectsEverything(request.query) ? null : request.query;
    const node = nodeAt(this.#root, request.path);
    const window = query === null ? null : openWindow(query, node);
    const listener: Listener = { ...request, query, window };
    this.#listeners.add(listener);
    return {
      initial: window === null ? node : branch(window.members),
      stop: () => this.#listeners.remove(listener),
    };
  }

  #expect(path: Path, hash: string | undefined): void {
    if (hash !== undefined && hash !== hashOf(nodeAt(this.#root, path))) throw dataStale();
  }

  #commit(writes: readonly Write[], path: Path, { expectedHash, examine }: WriteConditions): void {
    const before = this.#root;
    const after = applyWrites(before, writes);
    // First, so that nobody learns by guessing hashes what he may not read.
    examine?.({ writes, before, after });
    this.#expect(path, expectedHash);
    if (writes.length === 0) return;
    this.#record(writes);
    this.#root = after;
    for (const [listener, touching] of this.#listeners.touchedBy(writes)) {
      const change = changeFor(listener, before, after, touching);
      if (change !== null) listener.notify(change);
    }
  }
}

function changeFor(listener: Listener, before: Node, after: Node, writes: readonly Write[]): Change | null {
  const { path, query, window } = listener;
  if (query === null || window === null) return wholeChange(path, before, after, writes);
  const moved = windowChange(path, query, window, after, writes);
  listener.window = moved.window;
  return moved.change;
}
