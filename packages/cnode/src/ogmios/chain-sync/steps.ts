import type { Point, Tip } from '@pooltool/domain';
import type { ChainStep, Origin } from '../answers.ts';
import { pointParam } from '../wire/point-param.ts';
import { type Query, query, readingOf } from '../wire/query.ts';
import { Reading } from '../wire/reading.ts';
import { pointAt, tipAt } from '../wire/words.ts';
import { blockIn } from './block.ts';

export interface Intersection {
  readonly point: Point | Origin;
  readonly tip: Tip | Origin;
}

export const findIntersection = (points: readonly (Point | Origin)[]): Query<Intersection> =>
  query({
    method: 'findIntersection',
    params: { points: points.map(pointParam) },
    read: (at) => ({ point: pointAt(at.field('intersection')), tip: tipAt(at.field('tip')) }),
  });

/** Answered when there is a next step: at the tip, with the next block. */
export const nextBlock: Query<ChainStep> = {
  method: 'nextBlock',
  read(result) {
    if (!result.isObject) readingOf(result, 'nextBlock').fail('an object');
    const fields = new Map(result.fields());
    const at = (name: string): Reading => new Reading(fields.get(name)?.parse(), `nextBlock.${name}`);
    const tip = tipAt(at('tip'));
    if (at('direction').oneOf(['forward', 'backward']) === 'backward') {
      return { kind: 'roll-backward', to: pointAt(at('point')), tip };
    }
    const block = fields.get('block');
    if (block?.isObject !== true) return at('block').fail('an object');
    return { kind: 'roll-forward', block: blockIn(block, 'nextBlock.block'), tip };
  },
};
