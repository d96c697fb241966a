import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExpectedLedger, readExpectedValues, simulatedExpectation } from '@pooltool/cli/compare';
import { customNetwork, KNOWN_NETWORKS, type Network, networkFromText, ratio } from '@pooltool/domain';
import { type ExpectedEpoch, makeSimulation, type SimulationSettings } from '@pooltool/simulator';
import { type FeedItem, findRecordedChain, recordedItems, simulatedItems } from '@pooltool/simulator/feed';

/** A chain to follow, and what its ledger says by itself. */
export interface Chain {
  /** in words, for people */
  readonly says: string;
  readonly network: Network;
  items(): AsyncIterable<FeedItem>;
  /** Of every dump that has come by so far. */
  expectation(): Promise<readonly ExpectedLedger[]>;
}

/** Private networks whose chains were recorded without a description; a `network.json` beside the blocks wins. */
const RECORDED_NETWORKS: readonly Network[] = [
  ...KNOWN_NETWORKS,
  customNetwork({
    name: 'devnet42',
    magic: 42,
    systemStartMs: Date.UTC(2025, 0, 1),
    epochLength: 86_400,
    slotLengthMs: 1000,
    activeSlotCoefficient: ratio(1n, 20n),
    securityParameter: 2160,
  }),
];

/** Blocks and ledger dumps of a folder. @throws Error when there are no blocks or nobody knows the network */
export async function recordedChain(folder: string): Promise<Chain> {
  const recorded = await findRecordedChain(folder);
  if (recorded.blockFiles.length === 0) throw new Error(`${folder} holds no epochNN.cbor.br`);
  const network = await networkOfFolder(folder, recorded.name);
  return {
    says: `the recorded chain of ${network.name} (files of blocks: ${recorded.blockFiles.length}, ledger dumps: ${recorded.dumps.length})`,
    network,
    items: () => recordedItems(recorded, network),
    expectation: async () => {
      const slots = new Set(recorded.dumps.map(({ slot }) => slot));
      for (const place of [folder, join(folder, '..', 'ledger-state')]) {
        const states = await readExpectedValues(join(place, 'expected-values.json'), recorded.name).catch(noneIfAbsent);
        if (states.length > 0) return states.filter(({ slot }) => slots.has(slot));
      }
      return [];
    },
  };
}

async function networkOfFolder(folder: string, name: string): Promise<Network> {
  const described = await readFile(join(folder, 'network.json'), 'utf8').catch(noneIfAbsent);
  if (typeof described === 'string') return networkFromText(described);
  const known = RECORDED_NETWORKS.find((network) => network.name === name);
  if (known !== undefined) return known;
  throw new Error(`${folder}: which network is it? Put a network.json (network/1) beside the blocks`);
}

function noneIfAbsent(error: unknown): [] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

/** The simulator's chain. `systemStartMs`: when its first slot began, absent: as the simulator has it. */
export function simulatedChain(settings: Partial<SimulationSettings>, systemStartMs?: Network['systemStartMs']): Chain {
  const simulation = makeSimulation(settings);
  const { seed, epochs } = simulation.settings;
  const told: { expected: ExpectedEpoch; slot: number }[] = [];
  return {
    says: `a simulated network (seed ${seed}, ${Number.isFinite(epochs) ? `${epochs} epochs` : 'without end'})`,
    network: systemStartMs === undefined ? simulation.network : { ...simulation.network, systemStartMs },
    items: () =>
      simulatedItems(simulation, ({ expected, point }) => {
        // What is compared has an end; a chain without one would fill the memory.
        if (Number.isFinite(epochs)) told.push({ expected, slot: point.slot });
      }),
    expectation: async () => simulatedExpectation(told),
  };
}
