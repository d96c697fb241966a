import type { Clock } from '@pooltool/shared-utils/clock';
import { loginTooOften } from '../errors.ts';

export interface Attempts {
  /**
   * Tries a secret. A wrong one counts against the address, before it is looked at, so that many at once are not many more.
   * @throws POOLTOOL_LOGIN_TOO_OFTEN
   */
  tried(address: string, isRight: () => Promise<boolean>): Promise<boolean>;
}

const MOST_WRONG = 5;
const WINDOW_MS = 15 * 60_000;
/** Each check costs 32 MB and a fifth of a second: one at a time, and no long queue of them. */
const MOST_WAITING = 10;
/** Somebody with this many addresses is not a person who forgot a password. */
const MOST_ADDRESSES = 10_000;

/** Five wrong secrets from one address within a quarter of an hour, then none is looked at until the first is as old. */
export function makeAttempts(clock: Clock): Attempts {
  const wrong = new Map<string, number[]>();
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  const recent = (address: string): number[] =>
    (wrong.get(address) ?? []).filter((atMs) => clock.now() - atMs < WINDOW_MS);

  const forgetOld = (): void => {
    for (const address of wrong.keys()) if (recent(address).length === 0) wrong.delete(address);
  };

  return {
    tried: async (address, isRight) => {
      if (wrong.size >= MOST_ADDRESSES) forgetOld();
      const before = recent(address);
      if (before.length >= MOST_WRONG || waiting >= MOST_WAITING || wrong.size >= MOST_ADDRESSES) throw loginTooOften();
      const atMs = clock.now();
      wrong.set(address, [...before, atMs]);
      waiting += 1;
      const check = last.then(isRight);
      last = check.catch(() => {});
      try {
        const right = await check;
        if (right) wrong.delete(address);
        return right;
      } finally {
        waiting -= 1;
      }
    },
  };
}
