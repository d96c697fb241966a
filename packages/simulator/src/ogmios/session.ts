import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import { blockAnswer } from './answers/block.ts';
import { shelleyGenesis, startTimeOf } from './answers/parameters.ts';
import { type OgmiosFace, pointOf, samePoint, tipOf } from './answers/wire-words.ts';
import { acquiredExpired, methodUnknown, RpcFailure } from './failure.ts';
import { ledgerAnswer } from './ledger-answers.ts';
import { lastOnChain, type NodeBlock, type NodeState, type SimulatedNode } from './node.ts';
import { fieldOf, listOf, pointOrOriginOf, textOf } from './params.ts';

/** What one connection remembers: its acquired state and where its chain sync stands. */
export class Session {
  readonly #node: SimulatedNode;
  readonly #face: OgmiosFace;
  #acquired: NodeState | null = null;
  #expired = false;
  /** null: at the origin */
  #cursor: NodeBlock | null = null;
  #tellIntersection = true;
  /** `nextBlock` is answered in turn: the next one waits for the one before. */
  #stepping: Promise<unknown> = Promise.resolve();

  constructor(node: SimulatedNode, face: OgmiosFace) {
    this.#node = node;
    this.#face = face;
  }

  /** The node gives up what is acquired: the next query fails with 2003. */
  expire(): void {
    this.#expired = this.#acquired !== null;
  }

  /** @throws RpcFailure, and the signal's reason when the connection ends while a step is waited for */
  async answer(method: string, params: JsonObject, signal: AbortSignal): Promise<JsonValue> {
    const [family, name = ''] = method.split('/');
    if (family === 'queryLedgerState') return this.#query(name, params);
    if (family === 'queryNetwork') return this.#network(name, params);
    switch (method) {
      case 'acquireLedgerState':
        return this.#acquire(params);
      case 'releaseLedgerState':
        this.#acquired = null;
        return { released: 'ledgerState' };
      case 'findIntersection':
        return this.#intersect(params);
      case 'nextBlock':
        return this.#inTurn(signal);
      default:
        throw methodUnknown();
    }
  }

  #query(name: string, params: JsonObject): Promise<JsonValue> {
    if (this.#expired) {
      this.#expired = false;
      this.#acquired = null;
      throw acquiredExpired();
    }
    const state = this.#acquired ?? this.#node.tip();
    return ledgerAnswer(name, params, { node: this.#node, state, face: this.#face });
  }

  #network(name: string, params: JsonObject): JsonValue {
    const { network, parameters } = this.#node;
    const { at } = this.#node.tip();
    switch (name) {
      case 'tip':
        return pointOf(at);
      case 'blockHeight':
        return at.block.height;
      case 'startTime':
        return startTimeOf(network);
      case 'genesisConfiguration': {
        const era = textOf(fieldOf(params, 'era'));
        if (era === 'shelley') return shelleyGenesis(network, parameters, this.#face);
        throw new RpcFailure(2004, 'Invalid genesis configuration.', `the simulation has no genesis of ${era}`);
      }
      default:
        throw methodUnknown();
    }
  }

  #acquire(params: JsonObject): JsonValue {
    const point = pointOrOriginOf(fieldOf(params, 'point'));
    const known = point === 'origin' ? undefined : this.#node.blockOf(point.hash);
    const onChain = known !== undefined && point !== 'origin' && samePoint(known, point);
    const state = known && this.#node.stateAt(known.block.hash);
    if (point !== 'origin' && (!onChain || lastOnChain(this.#node, point.hash) !== known)) {
      throw new RpcFailure(2000, 'Failed to acquire requested point.', 'Acquired point no longer exist.');
    }
    if (state === undefined) {
      throw new RpcFailure(2000, 'Failed to acquire requested point.', 'Acquired point is now too old.');
    }
    this.#acquired = state;
    this.#expired = false;
    return { acquired: 'ledgerState', point: pointOf(state.at) };
  }

  #intersect(params: JsonObject): JsonValue {
    const points = listOf(fieldOf(params, 'points'), pointOrOriginOf);
    const tip = tipOf(this.#node.tip().at);
    for (const point of points) {
      const at = point === 'origin' ? null : this.#node.chain.find((one) => samePoint(one, point));
      if (at === undefined) continue;
      this.#cursor = at;
      this.#tellIntersection = true;
      return { intersection: at === null ? 'origin' : pointOf(at), tip };
    }
    throw new RpcFailure(1000, 'No intersection found.', { tip });
  }

  #inTurn(signal: AbortSignal): Promise<JsonValue> {
    const step = this.#stepping.then(() => this.#step(signal));
    this.#stepping = step.catch(() => {});
    return step;
  }

  async #step(signal: AbortSignal): Promise<JsonValue> {
    for (;;) {
      signal.throwIfAborted();
      const step = this.#nextStep();
      if (step !== null) return step;
      await advanced(this.#node, signal);
    }
  }

  /** null at the tip */
  #nextStep(): JsonValue {
    const tip = tipOf(this.#node.tip().at);
    const onChain = this.#cursor === null ? null : (lastOnChain(this.#node, this.#cursor.block.hash) ?? null);
    if (onChain !== this.#cursor || this.#tellIntersection) {
      this.#cursor = onChain;
      this.#tellIntersection = false;
      return { direction: 'backward', point: onChain === null ? 'origin' : pointOf(onChain), tip };
    }
    const next = this.#node.chain[this.#cursor === null ? 0 : this.#cursor.block.height + 1];
    if (next === undefined) return null;
    this.#cursor = next;
    return { direction: 'forward', block: blockAnswer(next, this.#face), tip };
  }
}

async function advanced(node: SimulatedNode, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const aborted = (): void => reject(signal.reason);
  const stop = node.onAdvance(resolve);
  signal.addEventListener('abort', aborted, { once: true });
  try {
    await promise;
  } finally {
    stop();
    signal.removeEventListener('abort', aborted);
  }
}
