import type { AskedElection, Election } from '@pooltool/store';

/** Of pools that report or are reported: some 3,000 in the two or three epochs that tips are about. */
const MOST = 20_000;

/**
 * What elections are proven by, read once for a pool and an epoch, until a new key, nonce or snapshot may change it.
 */
export class KnownElections {
  readonly #known = new Map<string, Election>();
  #asOf = '';

  /** @returns whether everything was forgotten because `asOf` is another one than before */
  renew(asOf: string): boolean {
    if (asOf === this.#asOf) return false;
    this.#asOf = asOf;
    this.#known.clear();
    return true;
  }

  /** Those that have to be read, each once. With them all that are asked are known: nothing of them goes to make room. */
  unknown(asked: readonly AskedElection[]): AskedElection[] {
    if (this.#known.size + asked.length > MOST) this.#known.clear();
    const unknown = new Map(asked.map((one) => [keyOf(one), one]));
    return [...unknown].filter(([key]) => !this.#known.has(key)).map(([, one]) => one);
  }

  learn(elections: readonly Election[]): void {
    for (const election of elections) this.#known.set(keyOf(election), election);
  }

  of(asked: AskedElection): Election | null {
    return this.#known.get(keyOf(asked)) ?? null;
  }
}

const keyOf = ({ pool, epoch }: AskedElection): string => `${pool}/${epoch}`;
