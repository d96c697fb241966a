import type { Database, Examine, Listening } from '../database/database.ts';
import type { Gate } from '../identity/access.ts';
import { describeIdentity, type Identity, identityOfRequest, NOBODY } from '../identity/identity.ts';
import type { Json } from '../json.ts';
import { parseWireQuery } from '../query/wire-query.ts';
import { invalidPath, Refusal, tooBig } from '../refusal.ts';
import { exportNode } from '../tree/export-node.ts';
import { hashOf } from '../tree/node-hash.ts';
import { type Path, parsePath, parseWritePath } from '../tree/path.ts';
import { DisconnectActions } from './disconnect-actions.ts';
import {
  type ClientMessage,
  changeMessage,
  helloMessage,
  overwriteMessage,
  parseClientMessage,
  pongMessage,
  responseMessage,
  revokedMessage,
} from './messages.ts';

/** One write by an SDK may be this long; the real service's limit. */
const MAX_WRITE_CHARS = 16 * 1024 * 1024;

export interface SessionParts {
  readonly database: Database;
  readonly gate: Gate;
  /** Takes one whole message to the client. */
  readonly send: (message: string) => void;
}

type Body = Readonly<Record<string, unknown>>;

interface Listened {
  readonly path: Path;
  /** As the client sent it. */
  readonly query: unknown;
  readonly listening: Listening;
}

/**
 * One client's conversation, whatever carries it. Requests are answered in order; what a write changes for the client
 * itself is pushed before the write is acknowledged, as SDKs rely on.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #listenings = new Map<string, Listened>();
  readonly #onDisconnect = new DisconnectActions();
  #identity: Identity = NOBODY;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  hello(hello: Parameters<typeof helloMessage>[0]): void {
    this.#parts.send(helloMessage(hello));
  }

  receive(text: string): void {
    const message = parseClientMessage(text);
    switch (message.kind) {
      case 'ping':
        this.#parts.send(pongMessage());
        return;
      case 'request':
        this.#answer(message, text.length);
        return;
      case 'other':
        return;
    }
  }

  /** The connection is gone: stops listening and does what was left to do. */
  end(): void {
    for (const { listening } of this.#listenings.values()) listening.stop();
    this.#listenings.clear();
    this.#onDisconnect.perform(this.#parts.database);
  }

  #answer({ number, action, body }: Extract<ClientMessage, { kind: 'request' }>, chars: number): void {
    const { send } = this.#parts;
    try {
      if (chars > MAX_WRITE_CHARS) throw tooBig();
      send(responseMessage(number, 'ok', this.#carryOut(action, body)));
    } catch (error) {
      if (error instanceof Refusal) send(responseMessage(number, error.status, error.message));
      else send(responseMessage(number, 'internal_error', String(error)));
    }
  }

  #carryOut(action: string, body: Body): Json {
    const { database } = this.#parts;
    switch (action) {
      case 'q':
        return this.#listen(body);
      case 'n':
        return this.#unlisten(body);
      case 'g':
        return this.#get(body);
      case 'p': {
        const { path, examine } = this.#writing(body);
        database.set(path, body['d'], { expectedHash: textOf(body['h']), examine });
        return '';
      }
      case 'm': {
        const { path, examine } = this.#writing(body);
        database.update(path, body['d'], { expectedHash: textOf(body['h']), examine });
        return '';
      }
      case 'o': {
        const { path, examine } = this.#writing(body);
        database.tryOut(path, body['d'], examine);
        this.#onDisconnect.set(path, body['d'], examine);
        return '';
      }
      case 'om': {
        const { path, examine } = this.#writing(body);
        this.#onDisconnect.update(path, body['d'], examine);
        return '';
      }
      case 'oc':
        this.#onDisconnect.cancel(this.#writing(body).path);
        return '';
      case 'auth':
      case 'gauth':
        return this.#becomes(identityOfRequest(body));
      case 'unauth':
        this.#becomes(NOBODY);
        return '';
      case 's':
      case 'appcheck':
      case 'unappeck':
        return '';
      default:
        throw new Refusal('invalid_request', 400, `unknown action ${action.slice(0, 20)}`);
    }
  }

  /** What the new identity may not read it hears no more of. */
  #becomes(identity: Identity): Json {
    this.#identity = identity;
    for (const [name, { path, query, listening }] of this.#listenings) {
      try {
        this.#parts.gate.demandRead(identity, path);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        listening.stop();
        this.#listenings.delete(name);
        this.#parts.send(revokedMessage(path.join('/'), query));
      }
    }
    return describeIdentity(identity);
  }

  #listen(body: Body): Json {
    const path = this.#readPath(body);
    const query = parseWireQuery(body['q']);
    const tag = typeof body['t'] === 'number' ? body['t'] : undefined;
    const { database, gate, send } = this.#parts;
    const name = listeningName(path, body);
    this.#listenings.get(name)?.listening.stop();
    const listening = database.listen({ path, query, notify: (change) => send(changeMessage(change, tag)) });
    this.#listenings.set(name, { path, query: body['q'], listening });
    const known = textOf(body['h']) ?? '';
    if (known === '' || known !== hashOf(listening.initial)) {
      send(overwriteMessage(path.join('/'), listening.initial, tag));
    }
    // SDKs warn the programmer of it.
    return query === null || gate.isIndexed(path, query) ? {} : { w: ['no_index'] };
  }

  #unlisten(body: Body): Json {
    const name = listeningName(parsePath(pathText(body)), body);
    this.#listenings.get(name)?.listening.stop();
    this.#listenings.delete(name);
    return '';
  }

  #get(body: Body): Json {
    const node = this.#parts.database.read(this.#readPath(body), parseWireQuery(body['q']));
    return exportNode(node, { priorities: true });
  }

  #readPath(body: Body): Path {
    const path = parsePath(pathText(body));
    this.#parts.gate.demandRead(this.#identity, path);
    return path;
  }

  #writing(body: Body): { readonly path: Path; readonly examine: Examine } {
    const path = parseWritePath(pathText(body));
    return { path, examine: this.#parts.gate.demandWrite(this.#identity, path) };
  }
}

/** A client has one listener per path and query; it ends it by naming both again. */
function listeningName(path: Path, body: Body): string {
  const query = body['q'];
  if (typeof query !== 'object' || query === null) return path.join('/');
  return `${path.join('/')}?${JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}

function pathText(body: Body): string {
  const path = body['p'];
  if (typeof path !== 'string') throw invalidPath('a path must be a string');
  return path;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
