import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBrotliBlocks } from '../../../packages/codec/src/index.ts';
import { type Network, networkText, preview } from '../../../packages/domain/src/index.ts';
import { stringifyLossless } from '../../../packages/shared-utils/src/json/index.ts';
import { v1EventsOf } from '../../../packages/simulator/src/feed/index.ts';
import { makeSimulation, type SimulationSettings } from '../../../packages/simulator/src/index.ts';
import { projectRoot } from '../../../scripts/project-node.mjs';

const DATA = join(projectRoot, '../shared/data/chain');

/** Blocks in the chain's order, and the network they are of. */
export interface RawWorkload {
  /** in words: whose blocks these are */
  readonly says: string;
  /** a network/1 file */
  readonly networkFile: string;
  readonly blocks: readonly Uint8Array[];
}

/** Of the size that mainnet's rollback has: preview itself rolls back 432 blocks at most. */
const MAINNET_K = 2160;

/** The first blocks of preview where they are at hand, a simulated chain where not. */
export async function rawWorkload(folder: string, count: number): Promise<RawWorkload> {
  const files = ['epoch00', 'epoch01', 'epoch02'].map((name) => join(DATA, 'preview', `${name}.cbor.br`));
  if (!files.every((file) => existsSync(file))) return simulatedBlocks(folder, count);
  const blocks: Uint8Array[] = [];
  for (const file of files) {
    for await (const bytes of readBrotliBlocks(file)) {
      if (blocks.length === count) break;
      blocks.push(bytes.slice());
    }
  }
  return {
    says: 'preview from its genesis',
    networkFile: await networkFileOf(folder, { ...preview, securityParameter: MAINNET_K }),
    blocks,
  };
}

async function simulatedBlocks(folder: string, count: number): Promise<RawWorkload> {
  const { network, blocks } = simulated({ seed: 1, transactionsPerBlock: 4 }, count);
  return {
    says: 'simulated, because ../shared/data is absent',
    networkFile: await networkFileOf(folder, { ...network, securityParameter: MAINNET_K }),
    blocks,
  };
}

export interface V1Workload {
  readonly networkFile: string;
  /** bodies by block: a block is told whole within a run */
  readonly blocks: readonly (readonly string[])[];
}

/** Simulated blocks as busy as mainnet's, told by Oura v1 with CBOR and transaction details, as the old backend had it. */
export async function busyV1(folder: string, count: number): Promise<V1Workload> {
  const { network, blocks } = simulated({ seed: 3, pools: 40, delegators: 1_500, transactionsPerBlock: 40 }, count);
  return {
    networkFile: await networkFileOf(folder, network),
    blocks: blocks.map((bytes) =>
      v1EventsOf(bytes, { cbor: true, details: true, network }).map((event) => stringifyLossless(event)),
    ),
  };
}

function simulated(
  settings: Partial<SimulationSettings>,
  count: number,
): { network: Network; blocks: readonly Uint8Array[] } {
  const simulation = makeSimulation({
    epochs: Number.POSITIVE_INFINITY,
    epochLength: 43_200,
    forkRate: 0,
    ...settings,
  });
  const blocks: Uint8Array[] = [];
  for (const event of simulation.events()) {
    if (event.kind === 'block') blocks.push(event.bytes);
    if (blocks.length === count) break;
  }
  return { network: simulation.network, blocks };
}

/** A quiet stretch of preview as another decoder tells it; null where ../shared/data is absent. */
export function derivedV1File(): string | null {
  const file = join(DATA, 'oura', 'derived-v1.preview.chunk00210.jsonl.gz');
  return existsSync(file) ? file : null;
}

async function networkFileOf(folder: string, network: Network): Promise<string> {
  const file = join(folder, `${network.name}-${network.securityParameter}.json`);
  await writeFile(file, networkText(network));
  return file;
}
