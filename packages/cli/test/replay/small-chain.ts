import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block } from '@pooltool/domain';
import { networkText } from '@pooltool/domain';
import { makeSimulation } from '@pooltool/simulator';
import { onTestFinished } from 'vitest';

export interface SmallBlock {
  readonly bytes: Uint8Array;
  readonly block: Block;
}

/** A simulated chain, without forks unless asked for, and the file that describes its network. */
export function smallChain({
  epochs = 2,
  seed = 5,
  forkRate = 0,
}: {
  readonly epochs?: number;
  readonly seed?: number;
  readonly forkRate?: number;
} = {}) {
  const simulation = makeSimulation({ seed, epochs, epochLength: 400, delegators: 30, forkRate });
  const blocks: SmallBlock[] = [];
  for (const event of simulation.events()) if (event.kind === 'block') blocks.push(event);
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const written = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    network: simulation.network,
    networkFile: written('network.json', networkText(simulation.network)),
    blocks,
    /** writes a file of the given blocks, back to back, or of whatever is given */
    written,
    bytesOf: (from: number, to: number = blocks.length) =>
      Buffer.concat(blocks.slice(from, to).map(({ bytes }) => bytes)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type SmallChain = ReturnType<typeof smallChain>;

/** The same, for one test. */
export function smallChainOfTest(...args: Parameters<typeof smallChain>): SmallChain {
  const chain = smallChain(...args);
  onTestFinished(() => chain.remove());
  return chain;
}
