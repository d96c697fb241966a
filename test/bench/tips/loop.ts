import { performance } from 'node:perf_hooks';
import { slot, slotStartMs } from '../../../packages/domain/src/index.ts';
import { manualClock } from '../../../packages/shared-utils/src/clock/index.ts';
import type { NetworkTip, TipNetwork } from '../../../packages/simulator/src/tips/network/index.ts';
import { openPostgresInbox } from '../../../packages/tip-inbox/src/index.ts';
import { tipPasses } from '../../../packages/tips/src/tip-pass.ts';
import { followChain, tellElections } from '../../../packages/tips/test/network/follow-network.ts';
import { median } from '../timing.ts';
import type { TipsStage } from './stage.ts';

export interface LoopFigures {
  /** a pass that takes in one block of every node, proof and transaction included; medians */
  readonly loopFreshMs: number;
  /** its CPU in this process; PostgreSQL's is not in it */
  readonly loopFreshCpuMs: number;
  readonly loopIdleMs: number;
  /** an idle pass that samples how the network stands, which each fifteenth does */
  readonly loopSampleMs: number;
  readonly loopReports: number;
}

const IDLE_PASSES = 60;

export async function loopFigures(
  stage: TipsStage,
  network: TipNetwork,
  tips: readonly (readonly NetworkTip[])[],
): Promise<LoopFigures> {
  const { pool } = await stage.database('loop');
  await tellElections(pool, network);
  const clock = manualClock(slotStartMs(network.network, slot(0)));
  const inbox = openPostgresInbox({ pool });
  const { pass } = tipPasses({ pool, inbox, network: network.network, clock });
  const fresh: number[] = [];
  const cpu: number[] = [];
  const samples: number[] = [];
  for (const [at, episode] of network.episodes.entries()) {
    const [block] = episode.standing;
    if (block === undefined) continue;
    await clock.advance(slotStartMs(network.network, block.block.slot) + 5_000 - clock.now());
    samples.push(await timed(pass));
    await followChain(pool, network.network, { kind: 'forward', block, atMs: clock.now() });
    await inbox.put((tips[at] ?? []).map(({ message }) => message));
    const before = process.cpuUsage();
    const tookMs = await timed(pass);
    const { user, system } = process.cpuUsage(before);
    // The first block warms up.
    if (at === 0) continue;
    fresh.push(tookMs);
    cpu.push((user + system) / 1_000);
  }
  const idle: number[] = [];
  for (let times = 0; times < IDLE_PASSES; times += 1) idle.push(await timed(pass));
  return {
    loopFreshMs: median(fresh),
    loopFreshCpuMs: median(cpu),
    loopIdleMs: median(idle),
    loopSampleMs: median(samples.slice(1)),
    loopReports: median(tips.map(({ length }) => length)),
  };
}

async function timed(pass: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await pass();
  return performance.now() - beganMs;
}
