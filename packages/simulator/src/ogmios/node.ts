import type { BlockHash, Network, PoolId, ProtocolParameters } from '@pooltool/domain';
import { encodeNewEpochState } from '../dump/new-epoch-state.ts';
import type { BlockEvent } from '../events.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { layoutOfEpoch } from '../settings.ts';
import type { Simulation, SimulationStep } from '../simulation.ts';

export type NodeBlock = BlockEvent;

/** The chain up to a block, with the ledger as it was right after it. */
export interface NodeState {
  readonly at: NodeBlock;
  readonly ledger: Ledger;
}

export interface SimulatedNode {
  readonly network: Network;
  readonly parameters: ProtocolParameters;
  /** the ledger (CBOR) as a node of its epoch's version writes it */
  dumpOf(ledger: Ledger): Uint8Array;
  /** Follows up to `blocks` more blocks, branches that will lose too. @returns how many there were before the chain ended */
  advance(blocks: number): number;
  tip(): NodeState;
  /** the chain it follows now, by height */
  readonly chain: readonly NodeBlock[];
  /** any block it ever had */
  blockOf(hash: string): NodeBlock | undefined;
  /** Of one of the last blocks; undefined when it is too old. */
  stateAt(hash: string): NodeState | undefined;
  /** the last certificate number of every pool that made a block of the chain */
  certificateNumbers(until: NodeBlock): ReadonlyMap<PoolId, number>;
  /** Told after each advance. @returns what ends it */
  onAdvance(listener: () => void): () => void;
}

/** A node that follows a simulation as far as it is told to, and holds the ledger states of the last `heldStates` blocks. */
export function simulatedNode(simulation: Simulation, { heldStates = 30 } = {}): SimulatedNode {
  const steps = simulation.steps();
  const blocks = new Map<string, NodeBlock>();
  const states = new Map<string, NodeState>();
  const chain: NodeBlock[] = [];
  const listeners = new Set<() => void>();

  function follow({ event, ledger }: SimulationStep, hold: boolean): boolean {
    if (event.kind !== 'block') return false;
    const { hash, height } = event.block;
    chain.length = height;
    chain.push(event);
    blocks.set(hash, event);
    if (hold) states.set(hash, { at: event, ledger: structuredClone(ledger) });
    for (const old of [...states.keys()].slice(0, -heldStates)) states.delete(old);
    return true;
  }

  function advance(wanted: number): number {
    let done = 0;
    while (done < wanted) {
      const next = steps.next();
      if (next.done === true) break;
      if (follow(next.value, wanted - done <= heldStates)) done += 1;
    }
    for (const listener of [...listeners]) listener();
    return done;
  }

  function tip(): NodeState {
    const last = chain.at(-1);
    const state = last && states.get(last.block.hash);
    if (state === undefined) throw new RangeError('a node without blocks has no tip');
    return state;
  }

  const certificateNumbers = (until: NodeBlock): ReadonlyMap<PoolId, number> =>
    new Map(
      chain.slice(0, until.block.height + 1).flatMap(({ block: { issuer } }) => {
        const count = issuer?.operationalCertificate ?? null;
        return issuer === null || count === null ? [] : [[issuer.poolId, count] as const];
      }),
    );

  advance(1);
  return {
    network: simulation.network,
    parameters: simulation.parameters,
    dumpOf: (ledger) =>
      encodeNewEpochState(ledger, {
        layout: layoutOfEpoch(simulation.settings, ledger.epoch),
        parameters: simulation.parameters,
      }),
    advance,
    tip,
    chain,
    blockOf: (hash) => blocks.get(hash),
    stateAt: (hash) => states.get(hash),
    certificateNumbers,
    onAdvance(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The last block of the chain that `hash` builds on, itself included; undefined when it is none of the node's. */
export function lastOnChain(node: SimulatedNode, hash: BlockHash): NodeBlock | undefined {
  let block = node.blockOf(hash);
  while (block !== undefined && node.chain[block.block.height]?.block.hash !== block.block.hash) {
    const parent: BlockHash | null = block.block.parentHash;
    block = parent === null ? undefined : node.blockOf(parent);
  }
  return block;
}
