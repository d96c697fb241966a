import { decodeLedgerDump, type LedgerDump } from '@pooltool/cnode';
import type { PoolId, StakeSnapshot } from '@pooltool/domain';
import { fileUnreadable } from './errors.ts';

/**
 * The sums of a ledger dump: what one compares with another source. Amounts in lovelace.
 * @throws POOLTOOL_FILE_UNREADABLE (reject), and what decodeLedgerDump throws
 */
export function dumpSummary(file: string) {
  const dump = decoded(file);
  const { layout, epoch, tip, pots, feesCurrent, feesPrevious, deposited, donations, accounts, rewardUpdate } = dump;
  return {
    layout,
    epoch,
    tip,
    pots,
    fees: { current: feesCurrent, previous: feesPrevious },
    deposited,
    donations,
    blocks: { current: blocksOf(dump.blocksCurrent), previous: blocksOf(dump.blocksPrevious) },
    snapshots: { mark: snapshotSums(dump.mark), set: snapshotSums(dump.set), go: snapshotSums(dump.go) },
    accounts: { count: accounts.count, rewards: sumOf(accounts.rewards) },
    pools: dump.pools.length,
    protocolVersion: dump.parameters.protocolVersion,
    rewardUpdate:
      rewardUpdate === null
        ? null
        : {
            toTreasury: rewardUpdate.toTreasury,
            fromReserves: rewardUpdate.fromReserves,
            rewards: rewardUpdate.rewards.length,
            amount: rewardUpdate.rewards.reduce((sum, { amount }) => sum + amount, 0n),
          },
  };
}

function decoded(file: string): LedgerDump {
  try {
    return decodeLedgerDump(file);
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw fileUnreadable({ message: `${file}: ${cause.message}`, details: { file }, cause });
  }
}

export type DumpSummary = ReturnType<typeof dumpSummary>;

const blocksOf = (blocks: ReadonlyMap<PoolId, number>) => ({
  pools: blocks.size,
  blocks: [...blocks.values()].reduce((sum, made) => sum + made, 0),
});

const snapshotSums = ({ pools, delegators }: StakeSnapshot) => ({
  pools: pools.length,
  delegators: delegators.count,
  stake: sumOf(delegators.stake),
});

function sumOf(amounts: BigUint64Array): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}

export function dumpLines({
  layout,
  epoch,
  tip,
  pots,
  fees,
  blocks,
  snapshots,
  accounts,
  pools,
  ...rest
}: DumpSummary): string[] {
  const snapshot = (name: 'mark' | 'set' | 'go') => {
    const { pools, delegators, stake } = snapshots[name];
    return `${name.padEnd(12)} ${delegators} delegators of ${pools} pools, ${stake} lovelace`;
  };
  return [
    `layout       ${layout}`,
    `epoch        ${epoch}${tip === null ? '' : `, taken at ${tip.slot}.${tip.hash}`}`,
    `protocol     ${rest.protocolVersion.major}.${rest.protocolVersion.minor}`,
    `reserves     ${pots.reserves} lovelace`,
    `treasury     ${pots.treasury} lovelace`,
    `fees         ${fees.current} lovelace so far, ${fees.previous} in the epoch before`,
    `blocks       ${blocks.current.blocks} by ${blocks.current.pools} pools so far, ${blocks.previous.blocks} by ${blocks.previous.pools} in the epoch before`,
    snapshot('mark'),
    snapshot('set'),
    snapshot('go'),
    `accounts     ${accounts.count}, ${accounts.rewards} lovelace of rewards`,
    `pools        ${pools}`,
    rest.rewardUpdate === null
      ? 'rewards      none pending'
      : `rewards      ${rest.rewardUpdate.rewards} pending, ${rest.rewardUpdate.amount} lovelace`,
  ];
}
