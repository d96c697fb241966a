import type { LedgerArrival, Pots } from '@pooltool/domain';
import type { CheckOutcome } from '@pooltool/pipeline';

/** From Conway on only rewards move the reserves; before, MIR certificates did too (rewards.md 1.4, 1.5). */
const ONLY_REWARDS_MOVE_RESERVES = 9;

/**
 * Compares a pot after the payout with the ledger's. The treasury also takes donations and unclaimed deposits, so a
 * difference there is told and may be right; in the reserves it is an error.
 */
export function potsCheck(pot: keyof Pots, { ledger, ours }: { ledger: LedgerArrival; ours: Pots }): CheckOutcome {
  const difference = ledger.pots[pot] - ours[pot];
  const detail = { ledger: `${ledger.pots[pot]}`, ours: `${ours[pot]}`, difference: `${difference}` };
  if (pot === 'reserves' && ledger.parametersPrevious.protocolVersion.major < ONLY_REWARDS_MOVE_RESERVES) {
    return { passed: true, detail: { ...detail, note: 'before Conway other certificates moved the reserves as well' } };
  }
  return { passed: difference === 0n, detail };
}
