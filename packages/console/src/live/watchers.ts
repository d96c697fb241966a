/** One page that listens: what a Node response is, as far as it matters here. */
export interface Watcher {
  write(text: string): unknown;
  end(): unknown;
  destroy(): unknown;
  /** bytes that were written and not taken yet */
  readonly writableLength: number;
}

export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

export interface Watchers {
  readonly count: number;
  add(watcher: Watcher): void;
  remove(watcher: Watcher): void;
  broadcast(event: ServerEvent): void;
  /** Keeps connections open through proxies, and finds those that are gone. */
  beat(): void;
  end(): void;
}

/** A page this far behind will not catch up: it is cut off, and begins anew with the present state when it reconnects. */
const MOST_BUFFERED_BYTES = 1024 * 1024;

export function makeWatchers(mostBufferedBytes = MOST_BUFFERED_BYTES): Watchers {
  const all = new Set<Watcher>();
  const writeAll = (text: string): void => {
    for (const watcher of all) {
      if (watcher.writableLength > mostBufferedBytes) {
        all.delete(watcher);
        watcher.destroy();
      } else watcher.write(text);
    }
  };
  return {
    get count() {
      return all.size;
    },
    add: (watcher) => void all.add(watcher),
    remove: (watcher) => void all.delete(watcher),
    broadcast: (event) => writeAll(eventText(event)),
    beat: () => writeAll(':\n\n'),
    end: () => {
      for (const watcher of all) watcher.end();
      all.clear();
    },
  };
}

/** `data` is JSON on one line. */
export const eventText = ({ event, data }: ServerEvent): string => `event: ${event}\ndata: ${data}\n\n`;
