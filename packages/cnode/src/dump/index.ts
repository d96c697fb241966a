export { type DumpSource, decodeLedgerDump, type LedgerDump } from './decode-ledger-dump.ts';
export { type DRepDelegations, NO_DREP } from './drep-delegations.ts';
export { epochOfDump } from './epoch-of-dump.ts';
export { dumpIsText, dumpLayoutUnknown, dumpTruncated } from './errors.ts';
export { ALL_BUT_BOUNDARY, ALL_BUT_LIVE, allBut, type LeaveOut, type LeftOutPart } from './left-out.ts';
export type { RewardUpdateProgress } from './reward-update.ts';
export type { Unspent } from './unspent.ts';
