import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeLedgerDump, type LeftOutPart } from '../src/dump/index.ts';
import { writeDump } from './dump-writer.ts';

/** What a daemon that follows every epoch passes over: it has read it before. */
const DAILY: ReadonlySet<LeftOutPart> = new Set(['set', 'go', 'instantStake']);

/**
 * Decodes a generated dump of mainnet's shape, `daily` as the daemon does or whole. `mbPerSecond` counts 10^6 bytes;
 * memory is the peak of this process, so whoever wants it of one way of reading runs one way.
 */
export function benchDump({ accounts = 1_300_000, pools = 3000, runs = 3, daily = true } = {}): {
  readonly mbPerSecond: number;
  readonly peakRssMb: number;
  readonly megabytes: number;
  readonly accounts: number;
  readonly seconds: readonly number[];
} {
  const folder = mkdtempSync(join(tmpdir(), 'pooltool-dump-'));
  const path = join(folder, 'ledger-state.cbor');
  try {
    const megabytes = writeDump(path, { accounts, pools }) / 1e6;
    const seconds = Array.from({ length: runs }, () => {
      const begun = performance.now();
      const { mark } = decodeLedgerDump(path, daily ? { leaveOut: DAILY } : {});
      if (mark.delegators.count !== accounts) throw new Error(`${mark.delegators.count} of ${accounts} rows came back`);
      return (performance.now() - begun) / 1000;
    });
    const median = seconds.toSorted((a, b) => a - b)[runs >> 1] ?? Number.NaN;
    const peakRssMb = process.resourceUsage().maxRSS / 1024;
    return { mbPerSecond: megabytes / median, peakRssMb, megabytes, accounts, seconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
