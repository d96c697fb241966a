import type { Block, Network, ProtocolParameters } from '@pooltool/domain';
import { encodeNewEpochState } from './dump/new-epoch-state.ts';
import type { BlockEvent, DumpEvent, SimulationEvent } from './events.ts';
import { type ExpectedEpoch, expectedEpoch } from './expected.ts';
import { genesis } from './genesis.ts';
import type { PoolKeys } from './identity.ts';
import { type BoundaryPayout, crossBoundary } from './ledger/boundary.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Rules } from './ledger/literal-rewards.ts';
import { simulationNetworkOf } from './network.ts';
import { parametersFor } from './parameters.ts';
import { Random } from './random.ts';
import { leaderElection } from './scenario/leaders.ts';
import { nextBlock } from './scenario/next-block.ts';
import { DEFAULT_SETTINGS, layoutOfEpoch, type SimulationSettings } from './settings.ts';
import type { World } from './world.ts';

export interface Simulation {
  readonly settings: SimulationSettings;
  readonly network: Network;
  readonly parameters: ProtocolParameters;
  /** The chain from its first block, in the order a feed delivers it; each call begins anew and gives the same. */
  events(): Generator<SimulationEvent, void, undefined>;
  /** The same, each event with the ledger as it is right after it: a live object, to be read before the next is asked for. */
  steps(): Generator<SimulationStep, void, undefined>;
  /** What every epoch must come to. Runs the whole simulation; not for one without end. */
  expected(): readonly ExpectedEpoch[];
}

export interface SimulationStep {
  readonly event: SimulationEvent;
  readonly ledger: Ledger;
}

/** A small Cardano network whose every byte follows from its settings. */
export function makeSimulation(given: Partial<SimulationSettings> = {}): Simulation {
  const settings = { ...DEFAULT_SETTINGS, ...given };
  const rules: Rules = {
    network: simulationNetworkOf(settings.epochLength),
    parameters: parametersFor(settings.pools),
  };
  const steps = (): Generator<SimulationStep, void, undefined> => new Run(settings, rules).steps();
  function* events(): Generator<SimulationEvent, void, undefined> {
    for (const { event } of steps()) yield event;
  }
  const expected = (): readonly ExpectedEpoch[] =>
    [...events()].flatMap((event) => (event.kind === 'dump' ? [event.expected] : []));
  return { settings, ...rules, events, steps, expected };
}

const MOST_LOSING_BLOCKS = 4;

/** One run through the chain. Slots, leaders and life on the chain draw from streams of their own. */
class Run {
  readonly #settings: SimulationSettings;
  readonly #rules: Rules;
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #slots: Random;
  readonly #life: Random;
  #tip: Block | null = null;
  /** the branch that loses: how high it is, and whether main has not yet gone on */
  #losing: { height: number; delivered: boolean } | null = null;
  #payout: BoundaryPayout | null = null;

  constructor(settings: SimulationSettings, rules: Rules) {
    const seeds = new Random(settings.seed);
    this.#settings = settings;
    this.#rules = rules;
    this.#slots = new Random(seeds.word());
    this.#life = new Random(seeds.word());
    const { world, ledger } = genesis(settings, rules, this.#life);
    this.#world = world;
    this.#ledger = ledger;
  }

  *steps(): Generator<SimulationStep, void, undefined> {
    for (let epoch = 0; epoch < this.#settings.epochs; epoch += 1) {
      if (epoch > 0) this.#payout = crossBoundary(this.#ledger, this.#rules);
      yield* this.#epoch(epoch);
      if (this.#tip !== null) yield { event: this.#dump(this.#tip), ledger: this.#ledger };
    }
  }

  *#epoch(epoch: number): Generator<SimulationStep, void, undefined> {
    const { epochLength, forkRate } = this.#settings;
    const { numerator, denominator } = this.#rules.network.activeSlotCoefficient;
    const activeShare = Number(numerator) / Number(denominator);
    const elect = leaderElection(this.#ledger, this.#world);
    const end = (epoch + 1) * epochLength;
    for (let slot = epoch * epochLength; slot < end; slot += 1) {
      if (!this.#slots.chance(activeShare)) continue;
      const leader = elect(this.#slots);
      if (leader === null) continue;
      const forks = this.#slots.chance(forkRate);
      const room = end - slot > 10 * MOST_LOSING_BLOCKS;
      if (forks && room && this.#losing === null && this.#tip !== null) yield* this.#fork(this.#tip, slot, elect);
      yield { event: this.#goOn(slot, leader), ledger: this.#ledger };
    }
  }

  /** A branch of one to four blocks on a copy of the ledger: it is forgotten when the chain goes on from `from`. */
  *#fork(
    from: Block,
    firstSlot: number,
    elect: (random: Random) => PoolKeys | null,
  ): Generator<SimulationStep, void, undefined> {
    const random = new Random(this.#slots.word());
    const ledger = structuredClone(this.#ledger);
    const length = random.between(1, MOST_LOSING_BLOCKS);
    yield { event: { kind: 'fork', from: { slot: from.slot, hash: from.hash }, length }, ledger: this.#ledger };
    let parent = from;
    let slot = firstSlot;
    for (let made = 0; made < length; made += 1) {
      const leader = elect(random);
      if (leader === null) break;
      const next = { parent, slot, leader, mostTransactions: this.#settings.transactionsPerBlock };
      const { block, bytes } = nextBlock(next, { ledger, world: this.#world, rules: this.#rules, random });
      const event = { kind: 'block', bytes, block, epoch: ledger.epoch, branch: 'losing', rollsBackTo: null } as const;
      yield { event, ledger };
      parent = block;
      slot += random.between(1, 3);
    }
    this.#losing = { height: parent.height, delivered: false };
  }

  #goOn(slot: number, leader: PoolKeys): BlockEvent {
    const parent = this.#tip;
    const next = { parent, slot, leader, mostTransactions: this.#settings.transactionsPerBlock };
    const { block, bytes } = nextBlock(next, {
      ledger: this.#ledger,
      world: this.#world,
      rules: this.#rules,
      random: this.#life,
    });
    this.#tip = block;
    const returns = this.#losing !== null && !this.#losing.delivered && parent !== null;
    const rollsBackTo = returns ? { slot: parent.slot, hash: parent.hash } : null;
    if (this.#losing !== null) {
      this.#losing = block.height > this.#losing.height ? null : { ...this.#losing, delivered: true };
    }
    return { kind: 'block', bytes, block, epoch: this.#ledger.epoch, branch: 'main', rollsBackTo };
  }

  #dump({ slot, hash }: Block): DumpEvent {
    return {
      kind: 'dump',
      epoch: this.#ledger.epoch,
      point: { slot, hash },
      bytes: encodeNewEpochState(this.#ledger, {
        layout: layoutOfEpoch(this.#settings, this.#ledger.epoch),
        parameters: this.#rules.parameters,
      }),
      expected: expectedEpoch(this.#ledger, this.#payout),
    };
  }
}
