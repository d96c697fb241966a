import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@pooltool/shared-utils/clock';
import type { Chain } from './chain.ts';
import { followToEnd } from './follow-to-end.ts';
import { anyPorts } from './ports.ts';
import { startStage } from './stage.ts';
import { judge, type Summary } from './verdict.ts';

const SHOWN_MISMATCHES = 50;

/** Follows a chain to its end on a stage of its own, compares, and takes everything away again unless it is kept. */
export async function runOnce({
  chain,
  keep,
  signal,
  tell,
}: {
  readonly chain: Chain;
  readonly keep: boolean;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}): Promise<Summary> {
  const clock = systemClock;
  const startedMs = clock.now();
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-once-'));
  try {
    const ports = await anyPorts();
    const stage = await startStage({ folder, network: chain.network, ports, durable: false, signal, tell });
    try {
      tell(`follows ${chain.says}`);
      const followed = await followToEnd({ stage, items: chain.items(), clock, signal, tell });
      const { summary, mismatches } = await judge(stage, chain, followed);
      for (const { what, where, expected, got } of mismatches.slice(0, SHOWN_MISMATCHES)) {
        tell(`MISMATCH ${what}, ${where}: expected ${expected}, got ${got}`);
      }
      if (mismatches.length > SHOWN_MISMATCHES) tell(`… and ${mismatches.length - SHOWN_MISMATCHES} more mismatches`);
      return { ...summary, seconds: Math.round((clock.now() - startedMs) / 100) / 10 };
    } finally {
      await stage.stop();
    }
  } finally {
    if (keep) tell(`kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}
