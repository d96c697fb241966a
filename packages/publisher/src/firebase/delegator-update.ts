import { subjectOf } from '@pooltool/domain';
import { delegatorUpdates } from '@pooltool/store/admin';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** Whether somebody wants a pool's delegators looked at anew (clients.md 1.1). */
export const delegatorUpdate = family({
  kind: 'delegator_update',
  read: subjectOf.pool,
  load: delegatorUpdates,
  draw: (pool, flagged) => oneValue(`admin_settings/delegator_update/${pool}`, flagged.has(pool) ? true : null),
});
