import { subjectOf } from '@pooltool/domain';
import { milestonesFor } from '@pooltool/store/documents';
import { awardKey, awardRecord } from '@pooltool/store/website';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** What a pool got for its first, tenth, hundredth … block (clients.md 1.1), under the number of the block. */
export const award = family({
  kind: 'award',
  read: subjectOf.award,
  load: async (db, subjects) => {
    const reached = await milestonesFor(db, subjects);
    return new Map(reached.map((milestone) => [`${milestone.pool}/${milestone.blocks}`, milestone]));
  },
  draw: ({ pool, blocks }, reached, network) => {
    const milestone = reached.get(`${pool}/${blocks}`);
    return oneValue(`awards/cardano/${pool}/${awardKey(blocks)}`, milestone ? awardRecord(milestone, network) : null);
  },
});
