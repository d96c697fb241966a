import { expect, test } from 'vitest';
import {
  activeEpochOfGo,
  activeEpochOfMark,
  activeEpochOfSet,
  activeEpochOfSnapshotTakenAtEndOf,
  dumpEpochOfMark,
  earnedEpochOfCalculation,
  earnedEpochOfPendingUpdate,
  earnedEpochOfSpendable,
  epoch,
  rolesOfEarned,
} from '../../src/index.ts';

test('the roles of one reward, as recorded on preview: calculated in 646, earned in 645, paid in 647, by the stake at the end of 643', () => {
  expect(rolesOfEarned(epoch(645))).toEqual({
    snapshotEnd: 643,
    markDump: 644,
    active: 645,
    earned: 645,
    calculation: 646,
    spendable: 647,
  });
  expect(earnedEpochOfCalculation(epoch(646))).toBe(645);
  expect(earnedEpochOfSpendable(epoch(647))).toBe(645);
  expect(activeEpochOfSnapshotTakenAtEndOf(epoch(643))).toBe(645);
});

test("a snapshot is mark, set and go in three dumps in a row, and go's epoch is the one being calculated", () => {
  expect(activeEpochOfMark(epoch(644))).toBe(645);
  expect(activeEpochOfSet(epoch(645))).toBe(645);
  expect(activeEpochOfGo(epoch(646))).toBe(645);
  expect(earnedEpochOfPendingUpdate(epoch(646))).toBe(645);
  expect(dumpEpochOfMark(epoch(645))).toBe(644);
});

test('before the chain began there is no epoch', () => {
  expect(rolesOfEarned(epoch(1))).toMatchObject({ snapshotEnd: null, markDump: 0 });
  expect(activeEpochOfGo(epoch(0))).toBeNull();
  expect(earnedEpochOfSpendable(epoch(1))).toBeNull();
});
