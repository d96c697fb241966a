/** The dump of the boundary, as the CNODE server hands it over: snapshot files in the object store, and an arrival. */
import { encodeSnapshotFile, type SnapshotFile } from '../../../packages/codec/src/index.ts';
import {
  type Accounts,
  activeEpochOfMark,
  type Delegators,
  type Epoch,
  emptyDelegators,
  type FileNote,
  HASH_BYTES,
  type LedgerArrival,
  lovelace,
  mainnet,
  NO_POOL,
  type Pots,
  type ProtocolParameters,
  type StakeSnapshot,
} from '../../../packages/domain/src/index.ts';
import type { EpochRewards, RewardInputs } from '../../../packages/domain/src/rewards/index.ts';
import type { ObjectStore } from '../../../packages/shared-utils/src/aws/index.ts';
import { sha256Hex } from '../../../packages/shared-utils/src/crypto/index.ts';
import { DUMPED } from './size.ts';

/** What the dump of the boundary must say, and what must come out. */
export interface Boundary {
  readonly inputs: RewardInputs;
  /** the stake that the dump brings as its mark */
  readonly mark: StakeSnapshot;
  readonly potsBefore: Pots;
  /** after the payout */
  readonly pots: Pots;
  /** earned in the epoch that ended with the boundary: what the node would pay */
  readonly pending: EpochRewards;
  /** earned in the epoch before that: paid at the boundary */
  readonly paid: EpochRewards;
}

/** One account in so many is not registered at the payout. */
const GONE_EVERY = 5_000;

/** Everybody in the snapshots but some. */
export function accountsOf({ count, kind, hash }: Delegators): Accounts {
  const rows: number[] = [];
  for (let row = 0; row < count; row += 1) if (row % GONE_EVERY > 0) rows.push(row);
  const hashes = new Uint8Array(rows.length * HASH_BYTES);
  for (const [at, row] of rows.entries()) {
    hashes.set(hash.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES), at * HASH_BYTES);
  }
  return {
    count: rows.length,
    kind: Uint8Array.from(rows, (row) => kind[row] ?? 0),
    hash: hashes,
    rewards: new BigUint64Array(rows.length),
    deposit: new BigUint64Array(rows.length),
    pool: new Uint32Array(rows.length).fill(NO_POOL),
    poolIds: [],
  };
}

/** Puts the files; answers the arrival that names them. */
export async function putDump(
  objects: ObjectStore,
  { inputs, mark, pots, pending, accounts }: Boundary & { readonly accounts: Accounts },
): Promise<LedgerArrival> {
  const of = { network: mainnet.name, epoch: DUMPED, role: 'mark' } as const;
  const nobody = { pools: [], delegators: emptyDelegators(0) };
  const snapshot = await put(objects, 'mark', { ...of, snapshot: mark, accounts: null });
  const registered = await put(objects, 'accounts', { ...of, snapshot: nobody, accounts });
  return {
    ...arrivalOf(DUMPED, { inputs, pots, pending }),
    snapshots: [
      {
        ...snapshot,
        role: 'mark',
        activeEpoch: activeEpochOfMark(DUMPED),
        delegators: mark.delegators.count,
        pools: mark.pools.length,
      },
    ],
    accounts: { ...registered, count: accounts.count },
  };
}

async function put(objects: ObjectStore, kind: string, file: SnapshotFile): Promise<FileNote> {
  const body = encodeSnapshotFile(file);
  const sha256 = sha256Hex(body);
  const key = `ledger/${file.network}/epoch-${file.epoch}/${kind}-${sha256.slice(0, 16)}.snapshot`;
  await objects.put({ key, body, contentType: 'application/octet-stream' });
  return { key, sha256, bytes: body.length };
}

/** What a dump says beside its files; `pending`: the rewards the node is about to pay, when it says them. */
export function arrivalOf(
  during: Epoch,
  { inputs, pots, pending }: { inputs: RewardInputs; pots: Pots; pending: EpochRewards | null },
): LedgerArrival {
  const parameters: ProtocolParameters = {
    ...inputs.parameters,
    minPoolCost: lovelace(170_000_000n),
    keyDeposit: lovelace(2_000_000n),
    poolDeposit: lovelace(500_000_000n),
    maxRetirementEpochs: 18,
    feePerByte: lovelace(44n),
    feeFixed: lovelace(155_381n),
    maxBlockBodySize: 90_112,
    maxTransactionSize: 16_384,
    maxBlockHeaderSize: 1_100,
  };
  return {
    magic: mainnet.magic,
    layout: 'A',
    epoch: during,
    pots,
    feesPrevious: inputs.fees,
    blocksPrevious: inputs.blocks,
    blocksCurrent: 0,
    parameters,
    parametersPrevious: parameters,
    rewardUpdate: pending === null ? null : updateOf(pending),
    snapshots: [],
    accounts: { key: 'gone', sha256: '00'.repeat(32), bytes: 0, count: 0 },
  };
}

function updateOf({ pots, totals, pools, memberRewards, returnedToReserves }: EpochRewards) {
  const leaders = pools.filter(({ leaderReward }) => leaderReward > 0n).length;
  return {
    toTreasury: lovelace(pots.treasuryTax),
    fromReserves: pots.incentives - returnedToReserves,
    leaderRewards: totals.leaders,
    memberRewards: totals.members,
    rewards: leaders + memberRewards.filter((amount) => amount > 0n).length,
  };
}
