import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gateOf } from '../identity/access.ts';
import { Refusal } from '../refusal.ts';
import { namespaceOf } from '../rest/namespace.ts';
import { PollSegments } from './poll-segments.ts';
import { Session } from './session.ts';
import type { TransportParts } from './web-socket-transport.ts';

/**
 * The transport of browsers that cannot, or believe they cannot, use WebSocket (the SDK believes so after any page that
 * was closed before its socket had answered twice). The client loads scripts from `/.lp`: the first opens a session, each
 * further one carries pieces of messages and stays unanswered until there is something to tell; a newer one releases it.
 */
const LOST_AFTER_MS = 15_000;

interface PollSession {
  readonly password: string;
  readonly session: Session;
  readonly segments: PollSegments;
  readonly outbox: string[];
  waiting: ServerResponse | null;
  responses: number;
  lost: NodeJS.Timeout | undefined;
}

export interface LongPolling {
  answer(request: IncomingMessage, response: ServerResponse, url: URL): void;
  close(): void;
}

export function longPolling(parts: TransportParts): LongPolling {
  const sessions = new Map<string, PollSession>();

  const end = (id: string) => {
    const poll = sessions.get(id);
    sessions.delete(id);
    clearTimeout(poll?.lost);
    poll?.session.end();
  };

  const start = (request: IncomingMessage, response: ServerResponse, url: URL) => {
    const namespace = namespaceOf(request, url);
    const [id, password] = [randomUUID(), randomUUID()];
    const outbox: string[] = [];
    const send = (message: string) => {
      outbox.push(message);
      // One script carries all that one request causes.
      queueMicrotask(() => flush(poll));
    };
    const database = parts.namespaces.named(namespace);
    const session = new Session({ database, gate: gateOf(parts, { database, namespace }), send });
    const poll: PollSession = {
      password,
      session,
      segments: new PollSegments(),
      outbox,
      waiting: null,
      responses: 0,
      lost: undefined,
    };
    sessions.set(id, poll);
    expectPoll(poll, () => end(id));
    session.hello({ nowMs: parts.now(), host: request.headers.host ?? '', sessionId: id });
    script(response, callbacks(url.searchParams.get('cb') ?? ''), command('start', id, password), release(poll));
  };

  const exchange = (id: string, poll: PollSession, response: ServerResponse, url: URL) => {
    clearTimeout(poll.lost);
    if (poll.waiting !== null) script(poll.waiting, release(poll));
    poll.waiting = response;
    response.once('close', () => {
      if (poll.waiting === response) poll.waiting = null;
      if (poll.waiting === null && sessions.has(id)) expectPoll(poll, () => end(id));
    });
    for (const message of poll.segments.push(url.searchParams)) poll.session.receive(message);
    flush(poll);
  };

  return {
    answer(request, response, url) {
      const id = url.searchParams.get('id') ?? '';
      const poll = sessions.get(id);
      if (url.searchParams.has('start')) {
        startOrRefuse(() => start(request, response, url), response);
      } else if (poll === undefined || poll.password !== url.searchParams.get('pw')) {
        script(response, command('close'));
      } else if (url.searchParams.has('dframe')) {
        farewellPage(response, id, poll.password);
      } else if (url.searchParams.has('disconn')) {
        end(id);
        script(response);
      } else {
        exchange(id, poll, response, url);
      }
    },
    close() {
      for (const id of [...sessions.keys()]) end(id);
    },
  };
}

function startOrRefuse(start: () => void, response: ServerResponse): void {
  try {
    start();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response.writeHead(error.httpStatus).end(error.message);
  }
}

function expectPoll(poll: PollSession, end: () => void): void {
  clearTimeout(poll.lost);
  poll.lost = setTimeout(end, LOST_AFTER_MS);
  poll.lost.unref();
}

function flush(poll: PollSession): void {
  if (poll.waiting === null || poll.outbox.length === 0) return;
  const response = poll.waiting;
  poll.waiting = null;
  script(response, release(poll));
}

/** The next numbered batch of what is to be told, perhaps nothing. As text: a child may be called `__proto__`. */
function release(poll: PollSession): string {
  const messages = JSON.stringify(`[${poll.outbox.splice(0).join(',')}]`);
  const number = poll.responses;
  poll.responses += 1;
  return `pRTLPCB(${number},JSON.parse(${messages}));`;
}

const command = (...words: readonly string[]) => `pLPCommand(${words.map((word) => JSON.stringify(word)).join(',')});`;

/** What the scripts of a session call, in the iframe they are loaded into: the page's own functions of that suffix. */
function callbacks(suffix: string): string {
  const name = /^\w*$/.test(suffix) ? suffix : '';
  return ['pLPCommand', 'pRTLPCB']
    .map((callback) => `function ${callback}(...a){const f=parent.window["${callback}${name}"];if(f)f(...a);}`)
    .join('\n');
}

function script(response: ServerResponse, ...lines: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'application/javascript; charset=utf-8', 'cache-control': 'no-cache' });
  response.end(lines.join('\n'));
}

/** An iframe of the client's page: when the page goes, it says so. */
function farewellPage(response: ServerResponse, id: string, password: string): void {
  const address = JSON.stringify(`/.lp?disconn=t&id=${id}&pw=${password}`);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<script>addEventListener('pagehide', () => navigator.sendBeacon(${address}));</script>`);
}
