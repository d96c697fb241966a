import { poolStandingAt, subjectOf } from '@pooltool/domain';
import type { JsonValue } from '@pooltool/shared-utils/json';
import { type PoolFacts, poolsForDocuments } from '@pooltool/store/documents';
import { readPoolNotes } from '@pooltool/store/operators';
import { presentEpochOf } from '@pooltool/store/website';
import { type Drawing, oftenApart, onePart } from '../drawing.ts';
import { family } from '../family.ts';

/** What of a pool's page belongs to no epoch (clients.md 1.3), field by field: histories and notes lie beside them. */
export const poolStats = family({
  kind: 'pool_stats',
  read: subjectOf.pool,
  load: async (db, subjects) => ({
    pools: await poolsForDocuments(db, subjects),
    notes: await readPoolNotes(db, subjects),
  }),
  draw: (pool, { pools, notes }) => {
    const path = `pool_stats/${pool}`;
    return [...oftenApart(path, poolStatsFields(pools.get(pool)), OFTEN), ...notePart(path, notes.get(pool))];
  },
});

/** Each ledger dump changes them. */
const OFTEN = { live: ['delegatorHash', 'delegatorCount'] } as const;

/**
 * Operators write it too, with the last website. Apart from the rest, so that it is written only when it changed here, and never over what
 * somebody wrote there meanwhile; where nothing was ever written here, not at all.
 */
const notePart = (path: string, note: string | undefined): Drawing =>
  note === undefined ? [] : [onePart('note', `${path}/public_note`, note === '' ? null : note)];

export function poolStatsFields(facts: PoolFacts | undefined): Record<string, JsonValue | null> {
  const standing = facts && poolStandingAt(presentEpochOf(facts), facts.history);
  const current = standing?.current ?? null;
  const metadata = (standing?.pending?.parameters ?? current)?.metadata ?? null;
  return {
    // 0 hides it: a genesis delegate has none.
    firstEpoch: facts === undefined ? null : (facts.firstEpoch ?? 0),
    owners: facts === undefined ? null : ownersList(current?.owners ?? []),
    reward_address: current?.rewardCredential ?? null,
    metadataUrl: metadata?.url ?? null,
    metadataHash: metadata?.hash ?? null,
    // Before the first live stake nothing is known, and a pool that the ledger does not have has nobody.
    delegatorHash: facts?.live?.delegatorsHash ?? null,
    delegatorCount: facts?.live?.delegators ?? null,
  };
}

/** The app needs a list, and the Realtime Database keeps no empty one. */
const ownersList = (owners: readonly string[]): readonly string[] => (owners.length === 0 ? [''] : owners);
