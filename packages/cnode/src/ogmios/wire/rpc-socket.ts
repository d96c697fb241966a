import type { Clock } from '@pooltool/shared-utils/clock';
import type { PoolToolError } from '@pooltool/shared-utils/errors';
import { stringifyLossless } from '@pooltool/shared-utils/json';
import type { Log } from '@pooltool/shared-utils/log';
import type { RawData } from 'ws';
import { ogmiosConnectionLost, ogmiosGarbled, ogmiosSilent } from '../errors.ts';
import { type Envelope, openEnvelope } from './envelope.ts';
import { JsonSlice } from './json-slice.ts';
import type { Query } from './query.ts';
import { errorOfAnswer } from './rpc-error.ts';
import { openTransport, type Transport } from './transport.ts';

/** What every socket is opened with. */
export interface SocketParts {
  /** ws: or wss: */
  readonly url: URL;
  readonly clock: Clock;
  readonly log: Log;
  /** for the connection to open, and for an answer unless the call says otherwise */
  readonly timeoutMs: number;
  /** for answers that make the node walk its whole ledger */
  readonly slowTimeoutMs: number;
  /** after so long without a byte the peer is asked whether it lives; after twice as long it is taken for dead */
  readonly pingMs: number;
  readonly maxMessageBytes: number;
}

export interface SocketCallOptions {
  readonly signal?: AbortSignal | undefined;
  /** null: for as long as the connection lives */
  readonly timeoutMs?: number | null | undefined;
}

/** One connection to Ogmios, from its opening to its end; many questions may be on their way at once. */
export interface RpcSocket {
  /** @throws POOLTOOL_OGMIOS_… and the signal's reason; each call comes to one end */
  call<Answer>(query: Query<Answer>, options?: SocketCallOptions): Promise<Answer>;
  readonly open: boolean;
  close(): void;
}

interface Asked {
  readonly take: (envelope: Envelope) => void;
  readonly fail: (error: PoolToolError) => void;
}

/** @throws POOLTOOL_OGMIOS_UNREACHABLE (retry), or the signal's reason */
export async function openRpcSocket(parts: SocketParts, signal?: AbortSignal): Promise<RpcSocket> {
  const questions = new Questions(parts);
  questions.transport = await openTransport({
    ...parts,
    signal,
    onMessage: (data, isBinary) => questions.receive(data, isBinary),
    onEnd: (reason) => questions.end(reason),
  });
  return questions;
}

class Questions implements RpcSocket {
  readonly #parts: SocketParts;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #ended: PoolToolError | null = null;
  transport: Transport | null = null;

  constructor(parts: SocketParts) {
    this.#parts = parts;
  }

  get open(): boolean {
    return this.#ended === null;
  }

  close(): void {
    this.end(ogmiosConnectionLost({ message: 'the connection to Ogmios was closed by us' }));
  }

  end(reason: PoolToolError): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.transport?.destroy();
    for (const { fail } of this.#asked.values()) fail(reason);
    this.#asked.clear();
  }

  async call<Answer>(query: Query<Answer>, options: SocketCallOptions = {}): Promise<Answer> {
    const { signal, timeoutMs = query.slow === true ? this.#parts.slowTimeoutMs : this.#parts.timeoutMs } = options;
    signal?.throwIfAborted();
    if (this.#ended !== null) throw this.#ended;
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const done = new AbortController();
    const take = (envelope: Envelope): void => {
      try {
        resolve(answerIn(envelope, query));
      } catch (error) {
        reject(error);
      }
    };
    const aborted = (): void => reject(signal?.reason);
    this.#asked.set(id, { take, fail: reject });
    signal?.addEventListener('abort', aborted, { once: true });
    if (timeoutMs !== null) {
      const late = () => reject(ogmiosSilent({ message: `${query.method}: no answer in ${timeoutMs} ms` }));
      this.#parts.clock.waitMs(timeoutMs, done.signal).then(late, () => {});
    }
    const { method, params } = query;
    this.transport?.send(stringifyLossless({ jsonrpc: '2.0', method, params, id }));
    try {
      return await promise;
    } finally {
      done.abort();
      signal?.removeEventListener('abort', aborted);
      this.#asked.delete(id);
    }
  }

  receive(data: RawData, isBinary: boolean): void {
    try {
      if (isBinary || !Buffer.isBuffer(data)) throw ogmiosGarbled({ message: 'Ogmios sent bytes instead of text' });
      this.#answer(openEnvelope(new JsonSlice(data)));
    } catch (error) {
      // Who sends one thing nobody understands may have meant the answer to any question.
      this.end(ogmiosGarbled.is(error) ? error : ogmiosGarbled({ cause: error }));
    }
  }

  #answer(envelope: Envelope): void {
    const id = envelope.id ?? this.#onlyOneAsked();
    if (id === null) throw ogmiosGarbled({ message: 'Ogmios does not say which question its answer belongs to' });
    const asked = this.#asked.get(id);
    // Late, or given twice: whoever asked has gone on.
    if (asked === undefined) this.#parts.log.debug({ id }, 'ogmios.answer_unasked');
    else {
      this.#asked.delete(id);
      asked.take(envelope);
    }
  }

  /** An error about a question that Ogmios could not read comes without its id. */
  #onlyOneAsked(): number | null {
    const [first, second] = this.#asked.keys();
    return second === undefined ? (first ?? null) : null;
  }
}

function answerIn<Answer>(envelope: Envelope, query: Query<Answer>): Answer {
  if (envelope.kind === 'error') throw errorOfAnswer(query.method, envelope.error);
  return query.read(envelope.result);
}
