import type { SnapshotRole } from '@pooltool/codec';
import { emptyDelegators, type Lovelace, type PoolId, type SnapshotPool, type StakeSnapshot } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import type { LeaveOut } from './left-out.ts';
import { readPoolParameters } from './pool-state.ts';
import { poolKeys, readCredential, readKeyHash, readLovelace, readRatio, record, skipItems } from './record.ts';
import { StakeRows } from './stake-rows.ts';

export interface Snapshot extends StakeSnapshot {
  /** delegations to pools that the snapshot does not have: they elect nobody and earn nothing */
  readonly leftOut: number;
}

export interface Snapshots {
  readonly mark: Snapshot;
  readonly set: Snapshot;
  readonly go: Snapshot;
  /** what was in the fee pot at the last boundary */
  readonly fees: Lovelace;
  readonly joined: boolean;
}

export interface SnapshotsWanted {
  /** about how many delegators: the accounts that were read before */
  readonly rows: number;
  readonly leaveOut: LeaveOut;
}

/** [mark, set, go, fees]. In layout C stake and pool stand together (`joined`), in A and B in two maps. */
export function readSnapshots(reader: CborReader, { rows, leaveOut }: SnapshotsWanted): Snapshots {
  record(reader, 'the snapshots', 4);
  const one = (role: SnapshotRole) => (leaveOut.has(role) ? passSnapshot(reader) : readSnapshot(reader, rows));
  const mark = reader.at('1', () => one('mark'));
  const set = reader.at('2', () => one('set'));
  const go = reader.at('3', () => one('go'));
  const fees = reader.at('4', () => readLovelace(reader));
  if (mark.joined !== set.joined || set.joined !== go.joined) {
    throw reader.fail('three snapshots of one layout', 'different ones');
  }
  return { mark: mark.snapshot, set: set.snapshot, go: go.snapshot, fees, joined: mark.joined };
}

function passSnapshot(reader: CborReader): { snapshot: Snapshot; joined: boolean } {
  const length = record(reader, 'a snapshot', 2, 3, 4);
  skipItems(reader, 1, length);
  return { snapshot: { pools: [], delegators: emptyDelegators(0), leftOut: 0 }, joined: length === 2 };
}

/** Two items are layout C, three A or B; a fourth (pool totals, seen in a 10.6 node) repeats what the three say. */
function readSnapshot(reader: CborReader, expectedRows: number): { snapshot: Snapshot; joined: boolean } {
  const length = record(reader, 'a snapshot', 2, 3, 4);
  const rows = new StakeRows(reader, expectedRows);
  const joined = length === 2;
  if (joined) reader.at('1', () => readJoined(reader, rows));
  else {
    reader.at('1', () => readStake(reader, rows));
    reader.at('2', () => readDelegations(reader, rows));
  }
  const pools: SnapshotPool[] = [];
  const readKey = poolKeys(reader);
  reader.at(joined ? '2' : '3', () =>
    reader.entries(() => {
      const id = readKey();
      pools.push(joined ? readPoolTotals(reader, id) : readPoolParameters(reader, id));
    }),
  );
  if (length === 4) reader.skip();
  return { snapshot: { pools, ...rows.delegatorsOf(pools) }, joined };
}

const readStake = (reader: CborReader, rows: StakeRows): number =>
  reader.entries(() => rows.stakeOf(rows.newCredential()));

const readDelegations = (reader: CborReader, rows: StakeRows): number =>
  reader.entries(() => rows.poolOf(rows.credential()));

/** credential → [stake, pool] */
const readJoined = (reader: CborReader, rows: StakeRows): number =>
  reader.entries(() => {
    const row = rows.newCredential();
    record(reader, 'a stake and its pool', 2);
    rows.stakeOf(row);
    rows.poolOf(row);
  });

const VRF_HASH_BYTES = 32;

/**
 * [stake, share, owners who delegate here, their stake, vrf, pledge, cost, margin, delegators, reward account]. Owners
 * who delegate elsewhere are not in it; they have no part in this pool's rewards either (rewards.md 1.3).
 */
function readPoolTotals(reader: CborReader, poolId: PoolId): SnapshotPool {
  record(reader, "a pool's totals", 10);
  reader.skip();
  reader.skip();
  const owners = reader.set(() => readKeyHash(reader));
  reader.skip();
  const vrfKeyHash = reader.hex(VRF_HASH_BYTES);
  const pledge = readLovelace(reader);
  const cost = readLovelace(reader);
  const margin = readRatio(reader);
  reader.skip();
  return { poolId, vrfKeyHash, pledge, cost, margin, rewardAccount: readCredential(reader), owners };
}
