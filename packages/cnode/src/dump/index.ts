export { type DumpSource, decodeLedgerDump, type LedgerDump } from './decode-ledger-dump.ts';
export { epochOfDump } from './epoch-of-dump.ts';
export { dumpIsText, dumpLayoutUnknown, dumpTruncated } from './errors.ts';
export type { LeftOutPart } from './left-out.ts';
