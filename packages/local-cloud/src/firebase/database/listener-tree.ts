import type { Path } from '../tree/path.ts';
import type { Write } from './write.ts';

interface Place<L> {
  readonly listeners: Set<L>;
  readonly below: Map<string, Place<L>>;
}

/**
 * Listeners by the path they listen at. A write finds those above it, at it and below it by walking its own path, so
 * that places nobody listens to cost nothing.
 */
export class ListenerTree<L extends { readonly path: Path }> {
  #root: Place<L> = emptyPlace();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(listener: L): void {
    let place = this.#root;
    for (const key of listener.path) {
      let next = place.below.get(key);
      if (next === undefined) {
        next = emptyPlace();
        place.below.set(key, next);
      }
      place = next;
    }
    if (place.listeners.has(listener)) return;
    place.listeners.add(listener);
    this.#size += 1;
  }

  remove(listener: L): void {
    const way: Place<L>[] = [this.#root];
    for (const key of listener.path) {
      const next = way.at(-1)?.below.get(key);
      if (next === undefined) return;
      way.push(next);
    }
    if (way.at(-1)?.listeners.delete(listener) !== true) return;
    this.#size -= 1;
    for (let level = listener.path.length; level > 0; level -= 1) {
      const place = way[level];
      const key = listener.path[level - 1];
      if (place === undefined || key === undefined || place.listeners.size > 0 || place.below.size > 0) return;
      way[level - 1]?.below.delete(key);
    }
  }

  /** Each listener the writes can concern, with those writes, in the order they were registered along each path. */
  touchedBy(writes: readonly Write[]): Map<L, Write[]> {
    const touched = new Map<L, Write[]>();
    if (this.#size === 0) return touched;
    const touch = (place: Place<L>, write: Write) => {
      for (const listener of place.listeners) {
        const known = touched.get(listener);
        if (known === undefined) touched.set(listener, [write]);
        else known.push(write);
      }
    };
    const touchAllBelow = (place: Place<L>, write: Write) => {
      touch(place, write);
      for (const next of place.below.values()) touchAllBelow(next, write);
    };
    for (const write of writes) {
      let place: Place<L> | undefined = this.#root;
      for (const key of write.path) {
        touch(place, write);
        place = place.below.get(key);
        if (place === undefined) break;
      }
      if (place !== undefined) touchAllBelow(place, write);
    }
    return touched;
  }
}

function emptyPlace<L>(): Place<L> {
  return { listeners: new Set(), below: new Map() };
}
