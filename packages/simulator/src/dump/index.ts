export type { Account, Ledger, LedgerSnapshot, PendingRewards, RewardPart } from '../ledger/ledger.ts';
export { type DumpForm, encodeNewEpochState } from './new-epoch-state.ts';
export { ownersDelegating } from './snapshot-items.ts';
