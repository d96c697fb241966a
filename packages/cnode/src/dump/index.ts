export { type DumpSource, decodeLedgerDump, type LedgerDump } from './decode-ledger-dump.ts';
export { dumpIsText, dumpLayoutUnknown, dumpTruncated } from './errors.ts';
