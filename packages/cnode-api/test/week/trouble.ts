import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Send } from '../../../cnode/src/hand-over/database-server.ts';
import type { Fault, Faults } from '../../../simulator/src/ogmios/index.ts';

/** The same seed, the same draws: mulberry32. 0 ≤ result < 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What goes wrong between a daemon and its world, drawn from a seed. Off, everything works. */
export interface Trouble {
  on: boolean;
  /** what happened, in order: a test tells it when it fails */
  readonly told: string[];
  readonly chance: (likely: number) => boolean;
  readonly below: (count: number) => number;
  /** at the latest every so many moments, however the draws fall */
  readonly itsTurn: (every: number) => boolean;
}

export function newTrouble(seed: number): Trouble {
  const random = seeded(seed);
  let moments = 0;
  const trouble: Trouble = {
    on: true,
    told: [],
    chance: (likely) => trouble.on && random() < likely,
    below: (count) => Math.floor(random() * count),
    itsTurn: (every) => {
      moments += trouble.on ? 1 : 0;
      return trouble.on && moments % every === 0;
    },
  };
  return trouble;
}

/** Around one call to the outside: it fails before, its answer is lost after, or the daemon dies at either moment. */
async function troubled<Result>(trouble: Trouble, name: string, die: () => never, call: () => Promise<Result>) {
  const happen = (when: string): void => {
    const dies = trouble.itsTurn(15) || trouble.chance(0.05);
    if (!dies && !trouble.chance(0.12)) return;
    trouble.told.push(`${dies ? 'killed' : 'cut off'} ${when} ${name}`);
    if (dies) die();
    throw new Error(`${name}: no line ${when}`);
  };
  happen('before');
  const result = await call();
  happen('after');
  return result;
}

export const troubledObjects = (objects: ObjectStore, trouble: Trouble, die: () => never): ObjectStore => ({
  ...objects,
  head: (key) => troubled(trouble, 'head', die, () => objects.head(key)),
  put: (object) => troubled(trouble, 'put', die, () => objects.put(object)),
});

export const troubledSend =
  (trouble: Trouble, die: () => never): Send =>
  (url, request) =>
    troubled(trouble, url.pathname, die, () => fetch(url, request));

/** Ogmios loses connections, answers half, refuses, and finds the disk full. */
export const troubledOgmios =
  (trouble: Trouble): Faults =>
  ({ method }) => {
    if (!trouble.chance(method.endsWith('dump') ? 0.5 : 0.05)) return null;
    const fault = FAULTS[trouble.below(FAULTS.length)] ?? null;
    if (fault !== null) trouble.told.push(`Ogmios: ${fault.kind} at ${method}`);
    return fault;
  };

const FAULTS: readonly Fault[] = [
  { kind: 'disconnect', after: 'nothing' },
  { kind: 'disconnect', after: 'half' },
  { kind: 'twice' },
  { kind: 'error', code: -32603, message: 'withBinaryFile: resource exhausted (No space left on device)' },
];
