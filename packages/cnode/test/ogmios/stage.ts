import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { makeSimulation } from '@pooltool/simulator';
import {
  type OgmiosServerOptions,
  type SimulatedNode,
  simulatedNode,
  startOgmiosServer,
} from '@pooltool/simulator/ogmios';
import { onTestFinished } from 'vitest';
import { type OgmiosOptions, openOgmios } from '../../src/ogmios/index.ts';

/** A node that has followed `blocks` blocks of a small simulation with forks. */
export function smallNode({ blocks = 60, forkRate = 0.1, epochs = 4 } = {}): SimulatedNode {
  const node = simulatedNode(makeSimulation({ epochs, epochLength: 200, pools: 4, delegators: 20, forkRate }));
  node.advance(blocks);
  return node;
}

/** An Ogmios server before a node, and our client before it; both end with the test. */
export async function stage(
  server: Partial<OgmiosServerOptions> = {},
  client: Partial<Omit<OgmiosOptions, 'url'>> = {},
) {
  const node = server.node ?? smallNode();
  const ogmiosServer = await startOgmiosServer({ node, ...server });
  const log = memoryLog();
  const ogmios = openOgmios({
    url: ogmiosServer.url,
    timeoutMs: 5_000,
    clock: systemClock,
    log,
    random: () => 0,
    ...client,
  });
  onTestFinished(async () => {
    ogmios.close();
    await ogmiosServer.close();
  });
  return { node, server: ogmiosServer, ogmios, log };
}
