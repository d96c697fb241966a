import { type Point, pointText } from '@pooltool/domain';
import type { Origin } from './answers.ts';
import { ogmiosGarbled, ogmiosPointGone } from './errors.ts';
import type { LedgerQueries } from './ogmios.ts';
import { ledgerQueries } from './queries/ledger-queries.ts';
import { ledgerTip } from './queries/points.ts';
import { pointParam } from './wire/point-param.ts';
import { type Query, query } from './wire/query.ts';
import { isAcquiredExpired } from './wire/rpc-error.ts';
import { openRpcSocket, type RpcSocket, type SocketCallOptions, type SocketParts } from './wire/rpc-socket.ts';
import { pointAt } from './wire/words.ts';

type Where = Point | Origin;

const TIPS_TRIED = 3;

/** See `Ogmios.atPoint`. A socket of its own, because an acquired state holds for everything asked on its connection. */
export async function atPoint<Result>(
  parts: SocketParts,
  point: Where | 'tip',
  ask: (ledger: LedgerQueries, point: Where) => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const held = new HeldState(parts, signal);
  try {
    for (let tried = 1; ; tried += 1) {
      const at = point === 'tip' ? await held.tip() : point;
      try {
        await held.acquire(at);
        return await ask(
          ledgerQueries((asked, options) => held.ask(asked, { ...options, signal: either(signal, options?.signal) })),
          at,
        );
      } catch (error) {
        if (point !== 'tip' || tried >= TIPS_TRIED || !ogmiosPointGone.is(error)) throw error;
      }
    }
  } finally {
    await held.release();
  }
}

/** A connection with an acquired state; acquired anew, at the same point, when the node or the connection loses it. */
class HeldState {
  readonly #parts: SocketParts;
  readonly #signal: AbortSignal | undefined;
  #socket: RpcSocket | null = null;
  /** on which the state is known to be held */
  #acquired: RpcSocket | null = null;
  /** on which it was asked for, so that it may be held */
  #asked: RpcSocket | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #point: Where = 'origin';

  constructor(parts: SocketParts, signal: AbortSignal | undefined) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** The tip as nobody has acquired anything sees it. */
  async tip(): Promise<Where> {
    const socket = await this.#connected();
    await this.#releaseOn(socket);
    return socket.call(ledgerTip, { signal: this.#signal });
  }

  async acquire(point: Where): Promise<void> {
    this.#point = point;
    this.#acquired = null;
    await this.#held();
  }

  /** One question at a time: once the node gave the state up, Ogmios answers what was asked behind it of its tip. */
  ask<Answer>(asked: Query<Answer>, options: SocketCallOptions): Promise<Answer> {
    const answer = this.#turn.then(() => this.#askNow(asked, options));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #askNow<Answer>(asked: Query<Answer>, options: SocketCallOptions, again = true): Promise<Answer> {
    const socket = await this.#held();
    try {
      return await socket.call(asked, options);
    } catch (error) {
      // Also of a question nobody waits for any more the answer may be that the state is gone.
      this.#acquired = null;
      if (again && isAcquiredExpired(error)) return this.#askNow(asked, options, false);
      throw error;
    }
  }

  /** Tells Ogmios that the state may go, and ends the connection. Fails never: it goes with the connection anyway. */
  async release(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    await this.#releaseOn(socket).catch(() => {});
    socket.close();
  }

  async #releaseOn(socket: RpcSocket): Promise<void> {
    this.#acquired = null;
    if (this.#asked !== socket || !socket.open) return;
    this.#asked = null;
    await socket.call(release, { signal: this.#signal });
  }

  async #held(): Promise<RpcSocket> {
    const socket = await this.#connected();
    if (this.#acquired === socket) return socket;
    this.#asked = socket;
    const got = await socket.call(acquire(this.#point), { signal: this.#signal });
    if (textOf(got) !== textOf(this.#point)) {
      throw ogmiosGarbled({ message: `Ogmios acquired ${textOf(got)} instead of ${textOf(this.#point)}` });
    }
    this.#acquired = socket;
    return socket;
  }

  async #connected(): Promise<RpcSocket> {
    if (this.#socket?.open === true) return this.#socket;
    this.#socket = await openRpcSocket(this.#parts, this.#signal);
    return this.#socket;
  }
}

const acquire = (point: Where): Query<Where> =>
  query({
    method: 'acquireLedgerState',
    params: { point: pointParam(point) },
    read(at) {
      at.field('acquired').oneOf(['ledgerState']);
      return pointAt(at.field('point'));
    },
  });

const release: Query<void> = query({
  method: 'releaseLedgerState',
  read(at) {
    at.field('released').oneOf(['ledgerState']);
  },
});

const textOf = (point: Where): string => (point === 'origin' ? point : pointText(point));

const either = (one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined =>
  one && other ? AbortSignal.any([one, other]) : (one ?? other);
