import {
  type Delegators,
  epoch,
  type LedgerLayout,
  type LedgerState,
  type Lovelace,
  lovelace,
  type PoolId,
  type ProtocolParameters,
  type RewardUpdateTotals,
} from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { type AccountFamily, readAccounts } from './accounts.ts';
import type { DRepDelegations } from './drep-delegations.ts';
import type { LeaveOut } from './left-out.ts';
import { readGovernance } from './parameters.ts';
import { type PoolFamily, readPoolState } from './pool-state.ts';
import { poolKeys, readLovelace, record, skipItems } from './record.ts';
import { FIRST_ROWS, moreRows, roomFor } from './resized.ts';
import { type RewardUpdateProgress, readRewardUpdate } from './reward-update.ts';
import { readSnapshots, type SnapshotsWanted } from './snapshots.ts';
import { StakeRows } from './stake-rows.ts';
import { readUnspent, type Unspent } from './unspent.ts';

export interface ReadState extends LedgerState {
  /** delegations left out of each snapshot because it does not have their pool */
  readonly leftOut: { readonly mark: number; readonly set: number; readonly go: number };
  readonly drepDelegations: DRepDelegations;
  /** null when left out; all 0 where the dump does not have them (nodes from 10.4 on) */
  readonly unspent: Unspent | null;
  readonly rewardUpdateProgress: RewardUpdateProgress;
  /** what a complete reward update comes to */
  readonly rewardTotals: RewardUpdateTotals | null;
}

/**
 * NewEpochState (chain-input.md 5.2): [epoch, blocks of the epoch before, blocks of this one, [pots, ledger, snapshots,
 * non-myopic], reward update, pool distribution, AVVM]. The order is the file's; nothing is read twice.
 */
export function readNewEpochState(reader: CborReader, leaveOut: LeaveOut): ReadState {
  const now = reader.at('1', () => epoch(reader.uintNumber()));
  const blocksPrevious = reader.at('2', () => readBlocks(reader));
  const blocksCurrent = reader.at('3', () => readBlocks(reader));
  const epochState = reader.at('4', () => readEpochState(reader, leaveOut));
  const rewards = reader.at('5', () => readRewardUpdate(reader, { keep: !leaveOut.has('rewards') }));
  skipItems(reader, 6, 7);
  return { epoch: now, blocksPrevious, blocksCurrent, ...rewards, ...epochState };
}

function readBlocks(reader: CborReader): ReadonlyMap<PoolId, number> {
  const blocks = new Map<PoolId, number>();
  const readKey = poolKeys(reader);
  reader.entries(() => blocks.set(readKey(), reader.uintNumber()));
  return blocks;
}

function readEpochState(reader: CborReader, leaveOut: LeaveOut) {
  record(reader, 'the epoch state', 4);
  const pots = reader.at('1', () => {
    record(reader, 'the pots', 2);
    const treasury = readLovelace(reader);
    return { treasury, reserves: readLovelace(reader) };
  });
  const { pools, accounts, ...utxo } = reader.at('2', () => readLedger(reader, leaveOut));
  const { mark, set, go, fees, joined } = reader.at('3', () =>
    readSnapshots(reader, { rows: rowsLike(reader, accounts.accounts.count), leaveOut }),
  );
  const rewardPot = reader.at('4', () => {
    record(reader, 'the non-myopic state', 2);
    reader.skip();
    return readLovelace(reader);
  });
  const layout = layoutOf(reader, { pools: pools.family, accounts: accounts.family, stake: utxo.family, joined });
  // The pot still holds the fees of the epoch before: they leave it with the reward update, at the next boundary.
  if (utxo.feePot < fees) throw reader.fail('a fee pot that holds the fees of the epoch before', `${utxo.feePot}`);
  return {
    layout,
    pots,
    deposited: utxo.deposited,
    donations: utxo.donations,
    feesCurrent: lovelace(utxo.feePot - fees),
    feesPrevious: fees,
    parameters: utxo.current,
    parametersPrevious: utxo.previous,
    rewardPot,
    mark,
    set,
    go,
    leftOut: { mark: mark.leftOut, set: set.leftOut, go: go.leftOut },
    accounts: accounts.accounts,
    drepDelegations: accounts.drepDelegations,
    pools: pools.pools,
    unspent: utxo.unspent,
    instantStake: utxo.instantStake,
  };
}

/** [[governance's, pools', delegations' state], unspent outputs] */
function readLedger(reader: CborReader, leaveOut: LeaveOut) {
  record(reader, 'the ledger state', 2);
  const { pools, accounts } = reader.at('1', () => {
    record(reader, 'the certificates state', 3);
    reader.skip();
    const pools = reader.at('2', () => readPoolState(reader));
    return { pools, accounts: reader.at('3', () => readAccounts(reader, { pass: leaveOut.has('accounts') })) };
  });
  return {
    pools,
    accounts,
    ...reader.at('2', () => readUtxoState(reader, { rows: rowsLike(reader, accounts.accounts.count), leaveOut })),
  };
}

/** Room for about as many rows as there are accounts, and for those who hold money without one. */
const rowsLike = (reader: CborReader, accounts: number): number =>
  accounts === 0 ? roomFor(reader.remaining) : moreRows(accounts) + FIRST_ROWS;

interface UtxoState {
  readonly deposited: Lovelace;
  readonly feePot: Lovelace;
  readonly current: ProtocolParameters;
  readonly previous: ProtocolParameters;
  readonly family: StakeFamily;
  readonly unspent: Unspent | null;
  readonly instantStake: Delegators | null;
  readonly donations: Lovelace;
}

/** [unspent outputs, deposits, fees, governance, stake of the outputs, donations] */
function readUtxoState(reader: CborReader, { rows: expected, leaveOut }: SnapshotsWanted): UtxoState {
  record(reader, 'the UTxO state', 6);
  const rows = leaveOut.has('instantStake') ? null : new StakeRows(reader, expected);
  const unspent = reader.at('1', () => {
    if (!leaveOut.has('unspent')) return readUnspent(reader, rows ?? new StakeRows(reader));
    reader.skip();
    return null;
  });
  const deposited = reader.at('2', () => readLovelace(reader));
  const feePot = reader.at('3', () => readLovelace(reader));
  const parameters = reader.at('4', () => readGovernance(reader));
  const family = reader.at('5', () => readInstantStake(reader, rows));
  const donations = reader.at('6', () => readLovelace(reader));
  return { deposited, feePot, ...parameters, family, unspent, instantStake: rows?.all() ?? null, donations };
}

type StakeFamily = 'with pointers' | 'credentials only';

/**
 * credential → lovelace; up to node 10.3 paired with a map of pointers, which count for nothing since Conway. Where the
 * outputs were summed before, both must come to the same, to the lovelace; an empty map beside them says nothing.
 */
function readInstantStake(reader: CborReader, rows: StakeRows | null): StakeFamily {
  const family: StakeFamily = reader.peek() === 'array' ? 'with pointers' : 'credentials only';
  if (family === 'with pointers') record(reader, 'stake by credential and by pointer', 2);
  const read = (): void => {
    if (rows === null) reader.skip();
    else readStake(reader, rows);
  };
  if (family === 'credentials only') read();
  else {
    reader.at('1', read);
    reader.at('2', () => reader.skip());
  }
  return family;
}

function readStake(reader: CborReader, rows: StakeRows): void {
  const summed = rows.count;
  if (summed === 0) {
    reader.entries(() => rows.stakeOf(rows.newCredential()));
    return;
  }
  const entries = rows.readAgain();
  if (entries !== 0 && entries !== summed) {
    throw reader.fail(`the stake of ${summed} credentials, as the unspent outputs come to`, `${entries}`);
  }
}

/** Every part of the dump must tell the same layout (chain-input.md 5.3). @throws CborError when they differ */
function layoutOf(
  reader: CborReader,
  parts: { pools: PoolFamily; accounts: AccountFamily; stake: StakeFamily; joined: boolean },
): LedgerLayout {
  const { pools, accounts, stake, joined } = parts;
  const known: readonly { layout: LedgerLayout; fits: boolean }[] = [
    { layout: 'A', fits: accounts === 'A' && stake === 'with pointers' && !joined },
    { layout: 'A2', fits: accounts === 'A' && stake === 'credentials only' && !joined },
    { layout: 'B', fits: accounts === 'B or C' && stake === 'credentials only' && !joined },
    { layout: 'C', fits: accounts === 'B or C' && stake === 'credentials only' && joined },
  ];
  const layout = known.find(({ fits }) => fits)?.layout;
  if (layout === undefined || !poolsFit(pools, layout)) {
    const found = `pools as in ${pools}, accounts as in ${accounts}, stake ${stake}, snapshots of ${joined ? 2 : 3} items`;
    throw reader.fail('one of the layouts A, A2, B and C', found);
  }
  return layout;
}

function poolsFit(pools: PoolFamily, layout: LedgerLayout): boolean {
  if (pools === 'unsaid') return true;
  if (pools === 'B or C') return layout === 'B' || layout === 'C';
  return pools === (layout === 'A2' ? 'A' : layout);
}
