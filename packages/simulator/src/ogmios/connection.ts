import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { RpcFailure } from './failure.ts';
import type { Fault } from './fault.ts';
import { errorText, type RpcRequest, readRequest, resultText } from './rpc.ts';
import type { Session } from './session.ts';

interface ConnectionParts {
  readonly socket: WebSocket;
  /** beneath the WebSocket */
  readonly raw: Duplex;
  readonly session: Session;
  readonly faultOf: (method: string) => Fault | null;
}

/** A text message whose length stands in eight bytes (RFC 6455, 5.2). */
const LONG_TEXT = Buffer.of(0x81, 127);

/** One client's WebSocket: answers come as they are ready, those of one protocol in turn. */
export class Connection {
  readonly session: Session;
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  readonly #faultOf: ConnectionParts['faultOf'];
  readonly #life = new AbortController();
  #queries: Promise<void> = Promise.resolve();

  constructor({ socket, raw, session, faultOf }: ConnectionParts) {
    this.session = session;
    this.#socket = socket;
    this.#raw = raw;
    this.#faultOf = faultOf;
    socket.on('message', (data) => this.#receive(data.toString()));
    socket.on('close', () => this.#life.abort());
    socket.on('error', () => this.cut());
  }

  cut(): void {
    this.#life.abort();
    this.#raw.destroy();
  }

  #receive(text: string): void {
    let asked: RpcRequest;
    try {
      asked = readRequest(text);
    } catch (error) {
      if (!(error instanceof RpcFailure)) throw error;
      this.#say(errorText(null, error));
      return;
    }
    // What waits for the next block holds up no query.
    if (asked.method === 'nextBlock') void this.#answer(asked);
    else this.#queries = this.#queries.then(() => this.#answer(asked));
  }

  /** Fails never: what cannot be answered any more is dropped. */
  async #answer(asked: RpcRequest): Promise<void> {
    const fault = this.#faultOf(asked.method);
    try {
      const result = await this.session.answer(asked.method, asked.params, this.#life.signal);
      this.#give(resultText(asked, result), asked, fault);
    } catch (error) {
      if (this.#life.signal.aborted) return;
      const failure = error instanceof RpcFailure ? error : new RpcFailure(-32603, String(error));
      this.#give(errorText(asked, failure), asked, fault);
    }
  }

  #give(text: string, asked: RpcRequest, fault: Fault | null): void {
    if (fault === null) this.#say(text);
    else this.#giveWrong(text, asked, fault);
  }

  #giveWrong(text: string, asked: RpcRequest, fault: Fault): void {
    switch (fault.kind) {
      case 'twice':
        this.#say(text);
        this.#say(text);
        break;
      case 'delay':
        fault.until.then(
          () => this.#say(text),
          () => {},
        );
        break;
      case 'silence':
        break;
      case 'error':
        this.#say(errorText(asked, new RpcFailure(fault.code, fault.message, fault.data)));
        break;
      case 'say':
        this.#socket.send(fault.instead, () => {});
        break;
      case 'announce':
        this.#raw.write(longTextHead(fault.bytes));
        break;
      case 'disconnect':
        if (fault.after === 'half') this.#raw.write(halfOf(text), () => this.cut());
        else this.cut();
    }
  }

  #say(text: string): void {
    this.#socket.send(text, () => {});
  }
}

const halfOf = (text: string): Buffer =>
  Buffer.concat([longTextHead(Buffer.byteLength(text)), Buffer.from(text.slice(0, text.length / 2))]);

function longTextHead(bytes: number): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes));
  return Buffer.concat([LONG_TEXT, length]);
}
