import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { networkFromText, unixMs } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { goOnAfter, inRealTime, type Refusal, runOuraFeed } from '@pooltool/simulator/feed';
import { CHAIN_FEED, countTruth, readSyncPoint } from '@pooltool/store';
import { loadChainTip } from '@pooltool/store/console';
import { type Chain, simulatedChain } from './chain.ts';
import { pm2HomeOf, stopLeftovers } from './leftovers.ts';
import { usualPorts } from './ports.ts';
import { type Stage, startStage } from './stage.ts';

/** Half of the slots, of a second each, have a block: an epoch lasts five minutes. */
const DEMO_EPOCH_SLOTS = 300;
/** How much of a past a new demo begins with, so that there are rewards to look at. */
const DEMO_PAST_EPOCHS = 5;
const STATUS_MS = 30_000;

export interface DemoOptions {
  /** kept between runs */
  readonly folder: string;
  /** null: the simulator, in real time and without end */
  readonly recorded: Chain | null;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** A whole PoolTool until the signal ends it; a second start goes on where the first one stopped. */
export async function runDemo({ folder, recorded, seed, signal, tell }: DemoOptions): Promise<void> {
  await mkdir(folder, { recursive: true });
  const chain = recorded ?? (await endlessChain(folder, seed));
  const { network } = chain;
  // They would hold the usual ports.
  await stopLeftovers(pm2HomeOf(folder));
  const stage = await startStage({ folder, network, ports: await usualPorts(), durable: true, signal, tell });
  try {
    tell('');
    tell(`  PoolTool follows ${chain.says}.`);
    tell(`  Console   ${stage.consoleUrl}`);
    tell(`  API       ${stage.apiUrl}`);
    tell(`  Logs      ${stage.supervisor.logFolder}`);
    tell(`  Daemons   PM2_HOME=${stage.supervisor.home} npx pm2 list`);
    tell('  Ctrl-C stops everything.');
    tell('');
    const ended = AbortSignal.any([signal, stage.supervisor.broken]);
    const feed = feedWherePoolToolStands({ stage, chain, realTime: recorded === null, signal: ended, tell });
    await Promise.race([Promise.all([feed, tellStatus(stage, ended, tell)]), rejectedWhen(ended)]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    tell('stopping');
    await stage.stop();
  }
}

/** So often a block is sent again, over some five seconds, before it is asked where to go on. */
const PATIENCE_ATTEMPTS = 10;

/** As Oura under cnode: when what it sends does not go on where our chain ends, it begins again there. */
async function feedWherePoolToolStands({
  stage,
  chain,
  realTime,
  signal,
  tell,
}: {
  readonly stage: Stage;
  readonly chain: Chain;
  readonly realTime: boolean;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}): Promise<void> {
  for (;;) {
    const astray = new AbortController();
    const untilAstray = AbortSignal.any([signal, astray.signal]);
    const after = goOnAfter(chain.items(), await readSyncPoint(stage.pool, CHAIN_FEED));
    const around = { network: chain.network, clock: systemClock, signal: untilAstray };
    const items = realTime ? inRealTime(after, around) : after;
    const onRefused = ({ attempt, says }: Refusal): void => {
      if (attempt >= PATIENCE_ATTEMPTS && says.startsWith('409 ')) astray.abort();
    };
    try {
      await runOuraFeed({ ...stage.oura, items, clock: systemClock, signal: untilAstray, onRefused });
      tell('the chain is at its end; PoolTool stays up');
      return;
    } catch (error) {
      if (signal.aborted || !astray.signal.aborted) throw error;
      tell('our chain ends elsewhere than the feed, which begins again there');
    }
  }
}

/** The chain of the folder: the first start decides when it began. */
async function endlessChain(folder: string, seed: number): Promise<Chain> {
  const described = await readFile(join(folder, 'network.json'), 'utf8').catch(() => null);
  const systemStartMs =
    described === null
      ? unixMs(Math.floor(systemClock.now() / 1000 - DEMO_PAST_EPOCHS * DEMO_EPOCH_SLOTS) * 1000)
      : networkFromText(described).systemStartMs;
  return simulatedChain({ seed, epochs: Number.POSITIVE_INFINITY, epochLength: DEMO_EPOCH_SLOTS }, systemStartMs);
}

async function tellStatus(stage: Stage, signal: AbortSignal, tell: (line: string) => void): Promise<void> {
  for (let first = true; ; first = false) {
    await systemClock.waitMs(first ? STATUS_MS / 3 : STATUS_MS, signal);
    const tip = await loadChainTip(stage.pool);
    const { rewards, documents, documentsWaiting } = await countTruth(stage.pool);
    if (tip === null) continue;
    tell(
      `epoch ${tip.epoch}, height ${tip.height}; ${rewards} rewards, ${documents} documents, ${documentsWaiting} waiting`,
    );
  }
}

const rejectedWhen = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
