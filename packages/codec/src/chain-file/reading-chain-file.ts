import { chainFileUnreadable } from '../errors.ts';

/** Passes items on; an error while reading them becomes one that names the file. Errors of whoever takes them stay theirs. */
export async function* readingChainFile<T>(path: string, items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((cause: unknown) => {
        throw unreadable(path, cause);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

function unreadable(path: string, cause: unknown): Error {
  if (chainFileUnreadable.is(cause)) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return chainFileUnreadable({ message: `${path} is not a file of blocks: ${why}`, details: { file: path }, cause });
}
