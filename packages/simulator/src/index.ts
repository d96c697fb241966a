export type { BlockEvent, Branch, DumpEvent, ForkEvent, SimulationEvent } from './events.ts';
export type { ExpectedEpoch, ExpectedPayout, ExpectedPool, ExpectedRewards, ExpectedSnapshot } from './expected.ts';
export { simulationNetwork, simulationNetworkOf } from './network.ts';
export { type RewardFixtureDocument, rewardFixtures } from './reward-fixtures.ts';
export { DEFAULT_SETTINGS, type SimulationSettings } from './settings.ts';
export { makeSimulation, type Simulation } from './simulation.ts';
