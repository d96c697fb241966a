import { credentialText, type Epoch, epochPlus, type SnapshotFileNote, type StakeSnapshot } from '@pooltool/domain';
import { type PoolStakes, poolStakesOf, repeatedDelegators } from '@pooltool/domain/rewards';
import { type Asset, defineAsset, meta } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readArrival, saveSnapshot } from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { arrivalMissing } from '../errors.ts';
import { patient } from '../patience.ts';
import { lovelaceShown } from '../shown.ts';
import { fetchSnapshotFile } from '../snapshot-files.ts';

interface Loaded {
  readonly activeEpoch: Epoch;
  readonly note: SnapshotFileNote;
  readonly snapshot: StakeSnapshot;
}

/** The stake that elects leaders, and earns, in the partition's epoch: every delegator, every pool's parameters. */
export const stakeSnapshot = ({ objects }: { objects: ObjectStore }): Asset =>
  defineAsset<Loaded, Loaded & PoolStakes>({
    name: 'stake_snapshot',
    description: 'The stake that elects leaders, and earns, in the epoch',
    partitions: epochs,
    automation: 'never',
    retry: patient,
    heavy: true,
    load: async ({ pool, partition }) => {
      const activeEpoch = epochOf(partition);
      const note = await noteOf(pool, activeEpoch);
      const { snapshot } = await fetchSnapshotFile(objects, note);
      return { activeEpoch, note, snapshot };
    },
    compute: (loaded) => ({ ...loaded, ...poolStakesOf(loaded.snapshot) }),
    save: (tx, computed) => saveSnapshot(tx, { ...computed, sha256: computed.note.sha256 }),
    metadata: ({ snapshot, activeStake, note }) => ({
      delegators: meta.count(snapshot.delegators.count),
      pools: meta.count(snapshot.pools.length),
      active_stake: lovelaceShown(activeStake),
      taken_as: meta.text(note.role),
      sha256: meta.text(note.sha256),
    }),
    checks: [
      {
        name: 'as many as the dump had',
        severity: 'blocking',
        check: ({ loaded: { note, snapshot } }) => ({
          passed: note.delegators === snapshot.delegators.count && note.pools === snapshot.pools.length,
          detail: {
            said: { delegators: note.delegators, pools: note.pools },
            loaded: { delegators: snapshot.delegators.count, pools: snapshot.pools.length },
          },
        }),
      },
      {
        name: 'every account once',
        severity: 'blocking',
        check: ({ loaded: { snapshot } }) => {
          const repeated = repeatedDelegators(snapshot.delegators);
          return {
            passed: repeated.length === 0,
            detail: { repeated: repeated.length, accounts: repeated.slice(0, NAMED).map(credentialText) },
          };
        },
      },
    ],
  });

/** How many of what is wrong a check names. */
const NAMED = 20;

/** A snapshot is the mark of one dump, the set of the next and the go of the one after: the earliest that brought it counts. */
async function noteOf(db: Queryable, active: Epoch): Promise<SnapshotFileNote> {
  for (const distance of [-1, 0, 1]) {
    if (active + distance < 0) continue;
    const arrival = await readArrival(db, epochPlus(active, distance));
    const note = arrival?.snapshots.find(({ activeEpoch }) => activeEpoch === active);
    if (note !== undefined) return note;
  }
  throw arrivalMissing({ message: `no ledger dump that has arrived brought the snapshot active in epoch ${active}` });
}
