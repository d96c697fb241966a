import { epoch } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { planOf, type Situation } from '../../src/watch/plan.ts';

const DAY_MS = 86_400_000;
const newest = (of: number, takenAtMs = 0) => ({ epoch: epoch(of), takenAtMs });
const plan = (situation: Partial<Situation>) =>
  planOf({
    ...{ nodeEpoch: epoch(7), calendarEpoch: epoch(7), newest: newest(7), nowMs: DAY_MS, againAfterMs: 0 },
    ...{ spoolFull: false, ...situation },
  });

describe('the node is asked for a dump', () => {
  test('when it is in an epoch of which there is none', () => {
    expect(plan({ newest: newest(6) })).toEqual({ does: 'take', first: true, missed: [] });
    expect(plan({ newest: null })).toEqual({ does: 'take', first: true, missed: [] });
  });

  test('though the spool is full, since an epoch must not be lost', () => {
    expect(plan({ newest: newest(6), spoolFull: true })).toMatchObject({ does: 'take' });
  });

  test('and what was missed while nobody watched is told', () => {
    expect(plan({ newest: newest(3) })).toEqual({ does: 'take', first: true, missed: [4, 5, 6] });
  });

  test('in the epoch that has just ended by the calendar, while the next has no block yet', () => {
    expect(plan({ newest: newest(6), calendarEpoch: epoch(8) })).toMatchObject({ does: 'take', first: true });
  });

  test('again in the same epoch when that is due', () => {
    const situation = { againAfterMs: DAY_MS, newest: newest(7, 1) };
    expect(plan({ ...situation, nowMs: DAY_MS })).toEqual({ does: 'nothing' });
    expect(plan({ ...situation, nowMs: DAY_MS + 1 })).toEqual({ does: 'take', first: false, missed: [] });
  });
});

describe('the node is not asked', () => {
  test('while there is a dump of its epoch, or of a later one that it was rolled back from', () => {
    expect(plan({})).toEqual({ does: 'nothing' });
    expect(plan({ newest: newest(8) })).toEqual({ does: 'nothing' });
  });

  test('for a further dump of an epoch while the spool is full, or our clock went back', () => {
    const due = { againAfterMs: DAY_MS, newest: newest(7, 1), nowMs: 5 * DAY_MS };
    expect(plan({ ...due, spoolFull: true })).toEqual({ does: 'nothing' });
    expect(plan({ ...due, newest: newest(7, 9 * DAY_MS) })).toEqual({ does: 'nothing' });
  });

  test('while it catches up, epochs behind the calendar', () => {
    expect(plan({ newest: newest(3), calendarEpoch: epoch(9) })).toEqual({ does: 'wait-for-node' });
  });
});
