import type { PoolId } from '../units/hashes.ts';
import { DelayHistogram } from './delay-histogram.ts';
import type { PoolPropagation } from './propagation.ts';

/** All reports of one block that have a time. The arrays may be longer than what they hold, and are the caller's again afterwards. */
export interface HeardBlock {
  /** places in the counter's pools: of the block's maker, and of who reported it */
  readonly producer: number;
  readonly reports: number;
  readonly receivers: Int32Array;
  /** ms from the slot's start by the reporter's clock, and to the arrival by ours */
  readonly delays: Int32Array;
  readonly received: Int32Array;
}

const NONE = -1;

/**
 * Counts delays by the rule of `PoolPropagation`, block by block, all blocks of one producer in a row: so one histogram
 * serves all producers, and memory is 40 KB for each pool that reports. No report becomes an object.
 */
export class PropagationCounter {
  readonly #pools: readonly PoolId[];
  readonly #producers: PoolPropagation[] = [];
  readonly #receivers = new Map<number, DelayHistogram>();
  readonly #made = new DelayHistogram();
  #producer = NONE;
  /** by pool: the producer whose block it last reported within the bounds */
  readonly #met: Int32Array;
  /** by pool: which report of the present block speaks for it */
  readonly #speaks: Int32Array;
  readonly #finished: Uint8Array;

  constructor(pools: readonly PoolId[]) {
    this.#pools = pools;
    this.#met = new Int32Array(pools.length).fill(NONE);
    this.#speaks = new Int32Array(pools.length).fill(NONE);
    this.#finished = new Uint8Array(pools.length);
  }

  /** @throws RangeError for a producer whose blocks were not all given in a row */
  add(block: HeardBlock): void {
    if (block.reports === 0) return;
    if (block.producer !== this.#producer) this.#begin(block.producer);
    const { receivers, reports } = block;
    for (let report = 0; report < reports; report += 1) {
      const receiver = receivers[report] ?? NONE;
      if (receiver === block.producer) continue;
      const before = this.#speaks[receiver] ?? NONE;
      if (before === NONE || isBefore(block, report, before)) this.#speaks[receiver] = report;
    }
    for (let report = 0; report < reports; report += 1) {
      const receiver = receivers[report] ?? NONE;
      if (this.#speaks[receiver] !== report) continue;
      this.#speaks[receiver] = NONE;
      this.#count(receiver, block.delays[report] ?? 0);
    }
  }

  /** By side and pool, ascending: the producers, then the receivers. */
  finish(): PoolPropagation[] {
    this.#endProducer();
    const receivers = [...this.#receivers].map(([receiver, heard]) =>
      heard.summary({ pool: this.#pool(receiver), side: 'receiver' }),
    );
    return [...this.#producers.sort(byPool), ...receivers.sort(byPool)];
  }

  #count(receiver: number, delayMs: number): void {
    const heard = this.#heardBy(receiver);
    const isWithin = heard.add(delayMs);
    this.#made.add(delayMs);
    if (!isWithin || this.#met[receiver] === this.#producer) return;
    this.#met[receiver] = this.#producer;
    heard.meet();
    this.#made.meet();
  }

  #heardBy(receiver: number): DelayHistogram {
    const known = this.#receivers.get(receiver);
    if (known !== undefined) return known;
    const heard = new DelayHistogram();
    this.#receivers.set(receiver, heard);
    return heard;
  }

  #begin(producer: number): void {
    this.#endProducer();
    if (this.#finished[producer] !== 0) throw new RangeError(`blocks of ${this.#pool(producer)} are not in a row`);
    this.#producer = producer;
  }

  #endProducer(): void {
    if (this.#producer === NONE) return;
    this.#finished[this.#producer] = 1;
    if (!this.#made.isEmpty) {
      this.#producers.push(this.#made.summary({ pool: this.#pool(this.#producer), side: 'producer' }));
    }
    this.#made.clear();
    this.#producer = NONE;
  }

  #pool(place: number): PoolId {
    const pool = this.#pools[place];
    if (pool === undefined) throw new RangeError(`there is no pool ${place}`);
    return pool;
  }
}

/** Whose report reached us first; of two at once the one of the smaller delay. */
const isBefore = ({ received, delays }: HeardBlock, one: number, other: number): boolean => {
  const [a = 0, b = 0] = [received[one], received[other]];
  return a < b || (a === b && (delays[one] ?? 0) < (delays[other] ?? 0));
};

const byPool = (a: PoolPropagation, b: PoolPropagation): number => (a.pool < b.pool ? -1 : 1);
