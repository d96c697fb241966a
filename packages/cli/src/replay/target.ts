import type { ReplayStep } from './steps.ts';

/** What a step did. */
export interface Taken {
  /** that came by: of events, those that begin one */
  readonly blocks: number;
  readonly recorded: number;
  /** rolled back on the way */
  readonly undone: number;
  /** where the chain stands after it; null when the step did not move it */
  readonly tip: ReplayTip | null;
}

export interface ReplayTip {
  readonly slot: number;
  readonly hash: string;
  readonly height: number;
}

/** Where a replay goes: into the database, or to a consumer that listens. */
export interface ReplayTarget {
  /**
   * Makes a step true, as far as it goes.
   * @throws StepFailed when it does not go to its end
   */
  take(step: ReplayStep): Promise<Taken>;
}

/** One item of a step was refused; those before it are true. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  /** what became true of the step */
  readonly taken: Taken;
  /** of the item, in its file */
  readonly at: string;

  constructor({ taken, at, cause }: { readonly taken: Taken; readonly at: string; readonly cause: unknown }) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.taken = taken;
    this.at = at;
  }
}

export const NOTHING_TAKEN: Taken = { blocks: 0, recorded: 0, undone: 0, tip: null };

export const bothTaken = (first: Taken, then: Taken): Taken => ({
  blocks: first.blocks + then.blocks,
  recorded: first.recorded + then.recorded,
  undone: first.undone + then.undone,
  tip: then.tip ?? first.tip,
});
