import type { Point } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { Origin } from '../answers.ts';

/** A point as Ogmios takes it. */
export const pointParam = (point: Point | Origin): JsonObject | Origin =>
  point === 'origin' ? point : { slot: point.slot, id: point.hash };
