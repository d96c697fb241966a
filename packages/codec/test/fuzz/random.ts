/** Chance that repeats (mulberry32). One seed, one sequence: a failing input is made again from its seed alone. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ result < `limit`; 0 when there is nothing to choose from. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  /** One of them. @throws RangeError of none */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('there is nothing to pick from');
    return item;
  }
}

/** The chance that makes input `number` of a seed. */
export const chanceOf = (seed: number, number: number): Chance =>
  new Chance(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
