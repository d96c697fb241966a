/** One decoding in a process of its own: what it took, and what came out of it, as one line of JSON. */
import { writeFileSync } from 'node:fs';
import { ALL_BUT_BOUNDARY, ALL_BUT_LIVE, decodeLedgerDump } from '../../../packages/cnode/src/dump/index.ts';
import { peakMbOf } from '../epoch/processes.ts';

/** What it says on stdout. */
export interface Decoded {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** VmHWM of the whole process */
  readonly peakRssMb: number;
  readonly layout: string;
  readonly accounts: number;
  /** rows of the mark; 0 when it is left out */
  readonly mark: number;
  readonly outputs: number;
  /** of the node's own reward update */
  readonly rewards: number;
  /** lovelace in unspent outputs by the ledger's word, as text; empty when it is left out */
  readonly stake: string;
}

const SELECTIONS = { live: ALL_BUT_LIVE, boundary: ALL_BUT_BOUNDARY } as const;
export type Selection = keyof typeof SELECTIONS;

if (import.meta.main) {
  const [path = '', selection] = process.argv.slice(2);
  if (selection !== 'live' && selection !== 'boundary') throw new Error(`decode what? ${selection}`);
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const dump = decodeLedgerDump(path, { leaveOut: SELECTIONS[selection] });
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - begun) / 1000;
  const said: Decoded = {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakRssMb: await peakMbOf(process.pid),
    layout: dump.layout,
    accounts: dump.accounts.count,
    mark: dump.mark.delegators.count,
    outputs: dump.unspent?.outputs ?? 0,
    rewards: dump.rewardTotals?.rewards ?? 0,
    stake: dump.instantStake === null ? '' : `${dump.instantStake.stake.reduce((sum, one) => sum + one, 0n)}`,
  };
  writeFileSync(1, JSON.stringify(said));
}
