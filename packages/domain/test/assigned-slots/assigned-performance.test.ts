import { type AssignedEpoch, assignedPerformance, type Slot, slot, slotsKept } from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const slots = (...numbers: readonly number[]): Slot[] => numbers.map((number) => slot(number));
const said = (given: Partial<Record<keyof AssignedEpoch, readonly number[] | null>>): AssignedEpoch => {
  const revealed = given.revealed === undefined ? [1, 2, 3] : given.revealed;
  const set = (of: 'made' | 'taken' | 'beaten') => new Set(slots(...(given[of] ?? [])));
  return {
    committed: given.committed?.[0] ?? revealed?.length ?? 3,
    revealed: revealed === null ? null : slots(...revealed),
    made: set('made'),
    taken: set('taken'),
    beaten: set('beaten'),
  };
};
const settled = (
  assigned: number,
  made: number,
  slotBattlesLost: number,
  heightBattlesLost: number,
  missed: number,
) => ({
  outcome: 'settled',
  assigned,
  made,
  slotBattlesLost,
  heightBattlesLost,
  missed,
});

describe('the slots of a schedule', () => {
  test.each([
    ['all made', { made: [1, 2, 3] }, settled(3, 3, 0, 0, 0)],
    ['one lost to another pool’s block in the slot', { made: [1, 2], taken: [3] }, settled(3, 2, 1, 0, 0)],
    ['one lost to another pool’s block at the height', { made: [1, 2], beaten: [3] }, settled(3, 2, 0, 1, 0)],
    ['one missed', { made: [1, 2] }, settled(3, 2, 0, 0, 1)],
    ['one of each', { made: [1], taken: [2], beaten: [3], revealed: [1, 2, 3, 4] }, settled(4, 1, 1, 1, 1)],
    ['all missed: no block of the epoch is its', {}, settled(3, 0, 0, 0, 3)],
    ['none assigned', { revealed: [] }, settled(0, 0, 0, 0, 0)],
    ['a block made and lost that also lost its slot: one battle', { taken: [1], beaten: [1] }, settled(3, 0, 1, 0, 2)],
    ['a slot made in which it also lost a block of its own', { made: [1], beaten: [1] }, settled(3, 1, 0, 0, 2)],
    ['battles in slots that were not its', { taken: [7], beaten: [8] }, settled(3, 0, 0, 0, 3)],
  ])('%s', (_, given, expected) => {
    expect(assignedPerformance(said(given))).toEqual(expected);
  });
});

describe('a commitment', () => {
  test.each([
    ['not revealed does not count', { revealed: null, made: [1] }, 'unrevealed'],
    [
      'to fewer slots than there are blocks is contradicted',
      { committed: [1], revealed: [1], made: [1, 2] },
      'contradicted',
    ],
    [
      'to fewer slots than there are blocks is so without a reveal too',
      { committed: [1], revealed: null, made: [1, 2] },
      'contradicted',
    ],
    ['that leaves out a block’s slot is contradicted', { revealed: [1, 2, 3], made: [1, 9] }, 'contradicted'],
    ['to no slots and no blocks is kept', { revealed: [] }, 'settled'],
  ] as const)('%s', (_, given, outcome) => {
    expect(assignedPerformance(said(given)).outcome).toBe(outcome);
  });

  test('tells in every outcome what was promised and what was made', () => {
    expect(assignedPerformance(said({ revealed: null, committed: [4], made: [1] }))).toEqual({
      outcome: 'unrevealed',
      assigned: 4,
      made: 1,
    });
  });
});

describe('whatever happens to a pool’s slots', () => {
  const fates = fc.array(fc.constantFrom('made', 'taken', 'beaten', 'missed'), { maxLength: 12 });
  const judged = (all: readonly string[]) => {
    const numbers = (fate: string) => all.flatMap((one, index) => (one === fate ? [index] : []));
    const found = assignedPerformance(
      said({
        revealed: all.map((_, index) => index),
        made: numbers('made'),
        taken: numbers('taken'),
        beaten: numbers('beaten'),
      }),
    );
    if (found.outcome !== 'settled') throw new Error(found.outcome);
    return found;
  };

  test('they are made, lost or missed, each once', () => {
    fc.assert(
      fc.property(fates, (all) => {
        const { assigned, made, slotBattlesLost, heightBattlesLost, missed } = judged(all);
        expect(made + slotBattlesLost + heightBattlesLost + missed).toBe(assigned);
        expect(missed).toBe(all.filter((fate) => fate === 'missed').length);
      }),
    );
  });

  test('a battle lost instead of a block made, or instead of a miss, never lowers its performance', () => {
    fc.assert(
      fc.property(fates, fc.nat(), fc.constantFrom('taken', 'beaten'), (all, place, battle) => {
        fc.pre(all.length > 0);
        const worse = all.with(place % all.length, battle);
        expect(slotsKept(judged(worse))).toBeGreaterThanOrEqual(slotsKept(judged(all)));
        expect(judged(worse).assigned).toBe(judged(all).assigned);
      }),
    );
  });

  test('a miss instead of anything else lowers it', () => {
    fc.assert(
      fc.property(fates, fc.nat(), (all, place) => {
        fc.pre(all.some((fate) => fate !== 'missed'));
        const kept = all.flatMap((fate, index) => (fate === 'missed' ? [] : [index]));
        const worse = all.with(kept[place % kept.length] ?? 0, 'missed');
        expect(slotsKept(judged(worse))).toBe(slotsKept(judged(all)) - 1);
      }),
    );
  });
});
