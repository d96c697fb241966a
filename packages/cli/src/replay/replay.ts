import { readChainFile } from '@pooltool/codec';
import type { Clock } from '@pooltool/shared-utils/clock';
import { stepsOf } from './steps.ts';
import { bothTaken, NOTHING_TAKEN, type ReplayTarget, type ReplayTip, StepFailed, type Taken } from './target.ts';

/** What `pooltool replay --json` prints. */
export interface ReplaySummary {
  /** that were opened */
  readonly files: number;
  readonly blocks: number;
  readonly events: number;
  readonly recorded: number;
  /** the chain had them */
  readonly known: number;
  /** rolled back on the way, because the files hold forks or the chain stood on one */
  readonly undone: number;
  readonly seconds: number;
  /** of those that came by */
  readonly blocksPerSecond: number;
  /** where the chain stood after the last step that moved it; null: none did */
  readonly tip: ReplayTip | null;
  readonly ended: 'files' | 'until' | 'interrupted' | 'failed';
  /** the file and the place in it that were refused */
  readonly refused: { readonly file: string; readonly at: string | null; readonly says: string } | null;
}

export interface Replay {
  /** in the chain's order */
  readonly files: readonly string[];
  readonly batch: number;
  readonly until: number | null;
  readonly target: ReplayTarget;
  readonly clock: Clock;
  /** between two steps it ends the replay */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  readonly file: string;
  readonly taken: Taken;
  readonly blocksPerSecond: number;
}

export interface Replayed {
  readonly summary: ReplaySummary;
  /** why it failed */
  readonly error: unknown;
}

/** Replays the files one after the other, one step at a time. What was done before an end of any kind stays. Never throws. */
export async function replay({ files, target, clock, signal, onProgress, ...asked }: Replay): Promise<Replayed> {
  const startedMs = clock.now();
  let taken = NOTHING_TAKEN;
  let events = 0;
  let opened = 0;
  const secondsSoFar = (): number => Math.max(clock.now() - startedMs, 1) / 1000;
  const report = (ended: ReplaySummary['ended'], refused: ReplaySummary['refused'] = null): ReplaySummary => {
    const seconds = secondsSoFar();
    const { blocks, recorded, undone, tip } = taken;
    const known = Math.max(blocks - recorded, 0);
    return {
      ...{ files: opened, blocks, events, recorded, known, undone, seconds, blocksPerSecond: blocks / seconds },
      ...{ tip, ended, refused },
    };
  };

  for (const file of files) {
    opened += 1;
    try {
      const steps = stepsOf(readChainFile(file), asked);
      for (let next = await steps.next(); ; next = await steps.next()) {
        if (next.done === true) {
          if (next.value) return { summary: report('until'), error: null };
          break;
        }
        if (signal.aborted) {
          await steps.return(false);
          return { summary: report('interrupted'), error: null };
        }
        taken = bothTaken(taken, await target.take(next.value));
        if (next.value.kind === 'event') events += 1;
        onProgress({ file, taken, blocksPerSecond: taken.blocks / secondsSoFar() });
      }
    } catch (error) {
      const at = error instanceof StepFailed ? error.at : null;
      if (error instanceof StepFailed) taken = bothTaken(taken, error.taken);
      if (signal.aborted) return { summary: report('interrupted'), error: null };
      const cause = error instanceof StepFailed ? error.cause : error;
      const says = cause instanceof Error ? cause.message : String(cause);
      return { summary: report('failed', { file, at, says }), error: cause };
    }
  }
  return { summary: report('files'), error: null };
}
