import { subjectOf } from '@pooltool/domain';
import { activeStakes } from '@pooltool/store/documents';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** Lovelace that elects the leaders of an epoch. */
export const totalActiveStake = family({
  kind: 'total_active_stake',
  read: subjectOf.epoch,
  load: activeStakes,
  draw: (active, stakes) => oneValue(`total_active_stake/${active}`, stakes.get(active) ?? null),
});
