import { Branch, type Leaf, leafValue, type Node, nodeAt, priorityOf } from '../tree/node.ts';
import { isValidKey, type Path } from '../tree/path.ts';

/** A place in the data as it was or as it would be: what rules call `root`, `data` and `newData`. */
export class Snapshot {
  readonly #root: Node;
  readonly #path: Path;
  readonly node: Node;

  constructor(root: Node, path: Path) {
    this.#root = root;
    this.#path = path;
    this.node = nodeAt(root, path);
  }

  /** Null when `text` is no path. */
  child(text: string): Snapshot | null {
    const keys = text.split('/').filter((key) => key !== '');
    return keys.every(isValidKey) ? new Snapshot(this.#root, [...this.#path, ...keys]) : null;
  }

  /** Null at the root. */
  parent(): Snapshot | null {
    return this.#path.length === 0 ? null : new Snapshot(this.#root, this.#path.slice(0, -1));
  }

  /** A leaf's value, null where there is nothing, and `branch` where there are children. */
  value(): Leaf | null | Branch {
    return this.node instanceof Branch ? this.node : leafValue(this.node);
  }

  priority(): string | number | null {
    return priorityOf(this.node);
  }
}
