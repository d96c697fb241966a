import type { PoolRegistration } from '@pooltool/domain';
import { type DumpForm, type Ledger, type LedgerSnapshot, ownersDelegating } from '@pooltool/simulator/dump';
import { lines, parameterLines, poolLine, type Said } from './said.ts';

/** What a dump of this ledger must say. */
export function saidByLedger(ledger: Ledger, form: DumpForm): Said {
  const { pending, accounts, poolDeposits } = ledger;
  const deposits = [...[...accounts.values()].map(({ deposit }) => deposit), ...poolDeposits.values()];
  return {
    layout: [form.layout],
    epoch: [`${ledger.epoch}`],
    blocksPrevious: lines(ledger.blocksPrevious, ([id, blocks]) => `${id} ${blocks}`),
    blocksCurrent: lines(ledger.blocksCurrent, ([id, blocks]) => `${id} ${blocks}`),
    pots: [`${ledger.treasury}`, `${ledger.reserves}`, `${sum(deposits)}`, '0'],
    fees: [`${ledger.feePot}`, `${ledger.feesPrevious}`],
    parameters: parameterLines(form.parameters),
    parametersPrevious: parameterLines(form.parametersPrevious ?? form.parameters),
    rewardPot: [`${ledger.rewardPotPaid}`],
    ...snapshotLines('mark', ledger.mark, form),
    ...snapshotLines('set', ledger.set, form),
    ...snapshotLines('go', ledger.go, form),
    accounts: lines(accounts, ([who, { balance, deposit, pool, drep }]) =>
      [who, balance, deposit, pool ?? 'no pool', drep ?? 'no drep'].join(' '),
    ),
    pools: lines(ledger.pools.values(), (pool) => `${poolLine(pool)} ${pool.vrfKeyHash}`),
    instantStake: lines(stakeOfOutputs(ledger), ([who, amount]) => `${who} ${amount}`),
    rewardUpdate: [`${pending.tax} ${pending.incentives - pending.unearned}`],
    rewards: [...pending.rewards]
      .flatMap(([who, parts]) => parts.map(({ kind, poolId, amount }) => `${who} ${kind} ${poolId} ${amount}`))
      .toSorted(),
  };
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, amount) => all + amount, 0n);

/** A delegation to a pool that the snapshot does not have counts as left out; one without stake is a row of 0. */
function snapshotLines(role: string, snapshot: LedgerSnapshot, { layout }: DumpForm): Said {
  const { stake, delegations, pools } = snapshot;
  const kept = [...delegations].filter(([, pool]) => pools.has(pool));
  const ownersOf = (pool: PoolRegistration) => (layout === 'C' ? ownersDelegating(snapshot, pool) : pool.owners);
  return {
    [role]: lines(kept, ([who, pool]) => `${who} ${stake.get(who) ?? 0n} ${pool}`),
    [`${role} pools`]: lines(pools.values(), (pool) => poolLine({ ...pool, owners: ownersOf(pool) })),
    [`${role} left out`]: [`${delegations.size - kept.length}`],
  };
}

/** CIP-19 once more: headers 0 to 3 have a stake part, from the 30th byte on. */
function stakeOfOutputs({ utxo }: Ledger): Map<string, bigint> {
  const stake = new Map<string, bigint>();
  for (const { address, amount } of utxo.values()) {
    const kind = { 0: 'key', 1: 'key', 2: 'script', 3: 'script' }[address.slice(0, 1)];
    if (kind === undefined) continue;
    const who = `${kind}:${address.slice(58, 114)}`;
    stake.set(who, (stake.get(who) ?? 0n) + amount);
  }
  return stake;
}
