import { credentialText } from '@pooltool/domain';
import type { Ledger } from './ledger.ts';
import { literalRewards, type Rules } from './literal-rewards.ts';
import { takeSnapshot } from './snapshot.ts';

/** What moved at a boundary, for the expected figures. */
export interface BoundaryPayout {
  /** rewards that reached an account */
  readonly toAccounts: bigint;
  /** rewards whose account was not registered any more, by credential's text */
  readonly toTreasury: ReadonlyMap<string, bigint>;
  readonly depositsReturned: bigint;
  /** deposits of retired pools whose reward account was not registered */
  readonly depositsToTreasury: bigint;
}

/** From one epoch to the next, in the order of rewards.md 1.4: payout, SNAP, POOLREAP; then the new rewards are computed. */
export function crossBoundary(ledger: Ledger, rules: Rules): BoundaryPayout {
  const paid = payOut(ledger);
  ledger.go = ledger.set;
  ledger.set = ledger.mark;
  ledger.mark = takeSnapshot(ledger);
  ledger.feesPrevious = ledger.feePot;
  ledger.epoch += 1;
  const deposits = reapPools(ledger);
  ledger.blocksPrevious = ledger.blocksCurrent;
  ledger.blocksCurrent = new Map();
  ledger.pending = literalRewards(ledger, rules);
  return { ...paid, ...deposits };
}

function payOut(ledger: Ledger): { toAccounts: bigint; toTreasury: Map<string, bigint> } {
  const { incentives, fees, tax, unearned, rewards, available } = ledger.pending;
  ledger.reserves += unearned - incentives;
  ledger.treasury += tax;
  ledger.feePot -= fees;
  ledger.rewardPotPaid = available;
  let toAccounts = 0n;
  const toTreasury = new Map<string, bigint>();
  for (const [who, parts] of rewards) {
    const sum = parts.reduce((total, { amount }) => total + amount, 0n);
    const account = ledger.accounts.get(who);
    if (account === undefined) {
      toTreasury.set(who, sum);
      ledger.treasury += sum;
    } else {
      account.balance += sum;
      toAccounts += sum;
    }
  }
  return { toAccounts, toTreasury };
}

function reapPools(ledger: Ledger): { depositsReturned: bigint; depositsToTreasury: bigint } {
  for (const [id, pool] of ledger.futurePools) ledger.pools.set(id, pool);
  ledger.futurePools.clear();
  let depositsReturned = 0n;
  let depositsToTreasury = 0n;
  for (const [id, epoch] of [...ledger.retiring]) {
    if (epoch !== ledger.epoch) continue;
    const pool = ledger.pools.get(id);
    const deposit = ledger.poolDeposits.get(id) ?? 0n;
    const account = pool && ledger.accounts.get(credentialText(pool.rewardAccount));
    if (account === undefined) {
      ledger.treasury += deposit;
      depositsToTreasury += deposit;
    } else {
      account.balance += deposit;
      depositsReturned += deposit;
    }
    ledger.pools.delete(id);
    ledger.poolDeposits.delete(id);
    ledger.retiring.delete(id);
    for (const delegator of ledger.accounts.values()) if (delegator.pool === id) delegator.pool = null;
  }
  return { depositsReturned, depositsToTreasury };
}
