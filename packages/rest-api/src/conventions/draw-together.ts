import { stringifyLossless } from '@pooltool/shared-utils/json';
import { prepareBody } from './prepared-body.ts';

/** Answers what is asked by one key. @throws what drawing throws, for all that were drawn together */
export type DrawOne<Key, Drawn> = (key: Key) => Promise<Drawn | undefined>;

/**
 * Where one statement answers for many as well as for one: who asks while a drawing is under way waits, and is drawn with all who
 * came meanwhile. Nothing is kept, and a drawing begins after everybody it answers has asked: what is answered is never older than
 * the question. The more there are who ask, the fewer statements each of them costs.
 * @param atOnce drawings under way at the same time, each of them of some connection
 * @param most of one drawing
 */
export function drawTogether<Key, Drawn>({
  draw,
  atOnce,
  most,
}: {
  /** of each key once; what is not in the answer is there for nobody */
  readonly draw: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Drawn>>;
  readonly atOnce: number;
  readonly most: number;
}): DrawOne<Key, Drawn> {
  const waiting = new Map<Key, PromiseWithResolvers<Drawn | undefined>>();
  let underWay = 0;

  async function drawWaiting(): Promise<void> {
    const taken = [...waiting].slice(0, most);
    for (const [key] of taken) waiting.delete(key);
    underWay += 1;
    try {
      const drawn = await draw(taken.map(([key]) => key));
      for (const [key, { resolve }] of taken) resolve(drawn.get(key));
    } catch (error) {
      for (const [, { reject }] of taken) reject(error);
    } finally {
      underWay -= 1;
      if (waiting.size > 0) void drawWaiting();
    }
  }

  return (key) => {
    const same = waiting.get(key) ?? Promise.withResolvers<Drawn | undefined>();
    waiting.set(key, same);
    if (underWay < atOnce) void drawWaiting();
    return same.promise;
  };
}

/** The same where all ask for one thing: the JSON body of it, made once for all who asked before it was begun, one after the other. */
export function drawForAll(make: () => Promise<unknown>): () => Promise<Buffer> {
  let next: Promise<Buffer> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    if (next !== null) return next;
    const drawing = last.then(async () => {
      next = null;
      return prepareBody(stringifyLossless(await make()));
    });
    next = drawing;
    last = drawing.catch(() => {});
    return drawing;
  };
}
