export type { OgmiosFace } from './answers/wire-words.ts';
export type { Fault, Faults } from './fault.ts';
export { type NodeBlock, type NodeState, type SimulatedNode, simulatedNode } from './node.ts';
export { type OgmiosServer, type OgmiosServerOptions, startOgmiosServer } from './server.ts';
