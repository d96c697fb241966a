import type { CutSide } from '@pooltool/store/testing';
import fc from 'fast-check';

/**
 * What happens next between a sender and the consumer. `choice`s are numbers into whatever there is to choose from at that
 * moment; where there is nothing, nothing happens. So every list of steps can be taken, and shrinks.
 */
export type Step =
  /** the next blocks of a branch, one by one */
  | { readonly step: 'go on'; readonly choice: number; readonly count: number }
  /** the next block of a branch, put together from v1 events without CBOR */
  | { readonly step: 'be told'; readonly choice: number }
  /** the next blocks of a branch in one transaction, behind some that are known already */
  | { readonly step: 'catch up'; readonly choice: number; readonly count: number; readonly overlap: number }
  /** a block of our chain once more; 0: our tip, a duplicate */
  | { readonly step: 'repeat'; readonly back: number }
  /** a block that builds on nothing of ours: refused */
  | { readonly step: 'skip ahead'; readonly choice: number }
  /** a block that builds on an earlier one of ours; with more of its branch, in one transaction */
  | { readonly step: 'take a branch'; readonly choice: number; readonly count: number }
  | { readonly step: 'roll back'; readonly depth: number }
  /** v2's undo of a block: mostly of the tip */
  | { readonly step: 'undo'; readonly back: number }
  /** undo of a block that is not on our chain */
  | { readonly step: 'undo a stranger'; readonly choice: number }
  /** the operator's command */
  | { readonly step: 'roll back to slot'; readonly depth: number; readonly later: number }
  /** deeper than a node goes: refused */
  | { readonly step: 'go back too far'; readonly by: 'event' | 'undo' | 'branch' | 'operator'; readonly choice: number }
  | { readonly step: 'restart'; readonly connections: 'new' | 'kept' }
  /** people are told: see Channel */
  | { readonly step: 'deliver' }
  /** the consumer's connection breaks at its nth message from now */
  | { readonly step: 'cut'; readonly nth: number; readonly side: CutSide; readonly process: 'lives' | 'dies' };

const choice = fc.nat(50);

const walking: readonly fc.WeightedArbitrary<Step>[] = [
  {
    weight: 8,
    arbitrary: fc.record({ step: fc.constant('go on'), choice, count: fc.integer({ min: 1, max: 6 }) } as const),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant('catch up'),
      choice,
      count: fc.integer({ min: 1, max: 14 }),
      overlap: fc.nat(3),
    } as const),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('be told'), choice } as const) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('repeat'), back: fc.nat(6) } as const) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('skip ahead'), choice } as const) },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant('take a branch'),
      choice,
      count: fc.integer({ min: 1, max: 4 }),
    } as const),
  },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('roll back'), depth: fc.nat(12) } as const) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('undo'), back: fc.nat(2) } as const) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('undo a stranger'), choice } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('roll back to slot'),
      depth: fc.nat(12),
      later: fc.nat(2),
    } as const),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('go back too far'),
      by: fc.constantFrom('event', 'undo', 'branch', 'operator'),
      choice,
    } as const),
  },
  {
    weight: 1,
    arbitrary: fc.record({ step: fc.constant('restart'), connections: fc.constantFrom('new', 'kept') } as const),
  },
  { weight: 3, arbitrary: fc.constant({ step: 'deliver' } as const) },
];

const cut: fc.WeightedArbitrary<Step> = {
  weight: 8,
  arbitrary: fc.record({
    step: fc.constant('cut'),
    nth: fc.integer({ min: 1, max: 120 }),
    side: fc.constantFrom('before', 'after'),
    process: fc.constantFrom('lives', 'dies'),
  } as const),
};

/** `withCuts`: connections break, too. */
export const stepsOf = ({ withCuts }: { readonly withCuts: boolean }): fc.Arbitrary<readonly Step[]> =>
  fc.noBias(fc.array(fc.oneof(...walking, ...(withCuts ? [cut] : [])), { minLength: 1, maxLength: 16, size: 'max' }));
