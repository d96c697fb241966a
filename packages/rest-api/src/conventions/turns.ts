import { tooBusy } from '../errors.ts';

/** Does work when its turn comes. @throws POOLTOOL_TOO_BUSY (503) when too many wait already */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * For what costs the database a second and more: however many addresses ask, only `atOnce` of it are under way, so that
 * the chain is followed and other questions are answered meanwhile. In the order in which they came.
 */
export function takeTurns({ atOnce, mostWaiting }: { readonly atOnce: number; readonly mostWaiting: number }): Turns {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  return async (work) => {
    if (underWay < atOnce) underWay += 1;
    else if (waiting.length >= mostWaiting) throw tooBusy();
    // Whoever ends hands its place on, so nobody who comes meanwhile takes it.
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  };
}
