import type { Point } from '@pooltool/domain';
import type { ChainStep, OgmiosBlock, Origin } from '../answers.ts';
import { ogmiosGarbled } from '../errors.ts';

/** More than the security parameter: no roll backward is deeper. */
const LONGEST = 2_500;

/** Where the steps have led so far: what a new connection goes on from, and what the next step has to fit. */
export class Trail {
  readonly #given: readonly (Point | Origin)[];
  /** slots ascending */
  #points: Point[] = [];
  /** of the last block; null at the origin, undefined before the first step */
  #lastHash: string | null | undefined;

  constructor(given: readonly (Point | Origin)[]) {
    this.#given = given.length === 0 ? ['origin'] : given;
  }

  /** Whether the last step led to this point. */
  standsAt(point: Point | Origin): boolean {
    return this.#lastHash === (point === 'origin' ? null : point.hash);
  }

  /** Points to go on from, best first: the last ones densely, earlier ones ever sparser, then those before the first step. */
  candidates(): (Point | Origin)[] {
    const own: (Point | Origin)[] = [];
    for (let back = 1; back < this.#points.length; back *= 2)
      own.push(...this.#points.slice(-back, 1 - back || undefined));
    own.push(...this.#points.slice(0, 1));
    const [oldest] = this.#points;
    const before = this.#given.filter(
      (point) => oldest === undefined || point === 'origin' || point.slot < oldest.slot,
    );
    // From the origin every point can be reached.
    return this.#lastHash === null ? ['origin'] : [...own, ...before];
  }

  /** @throws POOLTOOL_OGMIOS_GARBLED when the step does not go on from the last one */
  take(step: ChainStep): void {
    if (step.kind === 'roll-backward') this.#goBack(step.to);
    else this.#goOn(step.block);
  }

  #goOn({ hash, parentHash, slot }: OgmiosBlock): void {
    if (this.#lastHash !== null && parentHash !== this.#lastHash) {
      throw ogmiosGarbled({ message: `block ${hash} follows ${parentHash ?? 'genesis'}, not ${this.#lastHash}` });
    }
    this.#lastHash = hash;
    // A boundary block has no slot that a point could name.
    if (slot !== null) this.#points.push({ slot, hash });
    if (this.#points.length > 2 * LONGEST) this.#points = this.#points.slice(-LONGEST);
  }

  #goBack(to: Point | Origin): void {
    this.#lastHash = to === 'origin' ? null : to.hash;
    this.#points = to === 'origin' ? [] : [...this.#points.filter(({ slot }) => slot < to.slot), to];
  }
}
