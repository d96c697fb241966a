import { subjectOf } from '@pooltool/domain';
import { stakeColumn as readColumn } from '@pooltool/store/documents';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** Every pool's active stake of an epoch, lovelace by pool (clients.md 2). One file a time: it holds all pools. */
export const stakeColumn = family({
  kind: 'stake_column',
  place: 'object-store',
  atOnce: 1,
  read: subjectOf.epoch,
  load: async (db, epochs) =>
    new Map(await Promise.all(epochs.map(async (of) => [of, await readColumn(db, of)] as const))),
  draw: (active, columns) => {
    const column = columns.get(active) ?? null;
    return oneValue(`stake_pool_columns/${active}/stake.json`, column && Object.fromEntries(column));
  },
});
