import { type PoolPropagation, PROPAGATION_HISTOGRAM } from './propagation.ts';

const { fromMs, toMs, bins } = PROPAGATION_HISTOGRAM;
const BIN_MS = (toMs - fromMs) / bins;

/** A pool's delays by single milliseconds, so that the median is exact: 40 KB, however many they are. */
export class DelayHistogram {
  readonly #times = new Uint32Array(toMs - fromMs + 1);
  #datapoints = 0;
  #outliers = 0;
  /** Far below 2^53: at most 5,000 for each of some ten million delays. */
  #sumMs = 0;
  #uniquePools = 0;

  get isEmpty(): boolean {
    return this.#datapoints === 0 && this.#outliers === 0;
  }

  /** @returns whether the delay lies within the bounds: outliers are counted, and nothing else */
  add(delayMs: number): boolean {
    if (delayMs < fromMs || delayMs > toMs) {
      this.#outliers += 1;
      return false;
    }
    const at = delayMs - fromMs;
    this.#times[at] = (this.#times[at] ?? 0) + 1;
    this.#datapoints += 1;
    this.#sumMs += delayMs;
    return true;
  }

  /** One more pool on the other side. */
  meet(): void {
    this.#uniquePools += 1;
  }

  clear(): void {
    if (this.isEmpty) return;
    this.#times.fill(0);
    this.#datapoints = 0;
    this.#outliers = 0;
    this.#sumMs = 0;
    this.#uniquePools = 0;
  }

  summary({ pool, side }: Pick<PoolPropagation, 'pool' | 'side'>): PoolPropagation {
    const counts = Array.from({ length: bins }, () => 0);
    let medianMs: number | null = null;
    let upTo = 0;
    for (const [at, times] of this.#times.entries()) {
      if (times === 0) continue;
      // The last bin includes its upper edge.
      const bin = Math.min(Math.floor(at / BIN_MS), bins - 1);
      counts[bin] = (counts[bin] ?? 0) + times;
      upTo += times;
      if (medianMs === null && 2 * upTo >= this.#datapoints) medianMs = at + fromMs;
    }
    return {
      pool,
      side,
      counts,
      datapoints: this.#datapoints,
      outliers: this.#outliers,
      sumMs: BigInt(this.#sumMs),
      medianMs,
      uniquePools: this.#uniquePools,
    };
  }
}
