import { customNetwork, type Network, ratio } from '@pooltool/domain';

/** 1 January 2026: what the demo shows are dates of a year its readers live in. */
const SYSTEM_START_MS = Date.UTC(2026, 0, 1);
const BLOCKS_PER_EPOCH_PER_K = 10;

/** The simulator's network with epochs of `epochLength` slots, every second slot having a block. */
export const simulationNetworkOf = (epochLength: number): Network =>
  customNetwork({
    name: 'simulation',
    magic: 4242,
    systemStartMs: SYSTEM_START_MS,
    epochLength,
    slotLengthMs: 1000,
    activeSlotCoefficient: ratio(1n, 2n),
    securityParameter: Math.max(1, Math.floor(epochLength / 2 / BLOCKS_PER_EPOCH_PER_K)),
  });

export const DEFAULT_EPOCH_LENGTH = 600;

/** As the simulator is when nobody asks for anything else: 600 slots of a second, about 300 blocks an epoch. */
export const simulationNetwork: Network = simulationNetworkOf(DEFAULT_EPOCH_LENGTH);
