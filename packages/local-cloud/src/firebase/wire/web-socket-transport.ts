import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Namespaces } from '../database/namespaces.ts';
import { type GateParts, gateOf } from '../identity/access.ts';
import { namespaceOf } from '../rest/namespace.ts';
import { FrameReader, MessageTooLong, splitFrames } from './frames.ts';
import { resetMessage } from './messages.ts';
import { Session } from './session.ts';

export interface TransportParts extends GateParts {
  readonly namespaces: Namespaces;
}

/** A client that does not read is let go; it comes back and is told what it missed. */
const MAX_UNREAD_BYTES = 512 * 1024 * 1024;
const POLICY_VIOLATION = 1008;
const TOO_LONG = 1009;

/** Serves `/.ws` on the server: one session per socket. Answers how to end all of them. */
export function acceptWebSockets(server: Server, parts: TransportParts): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const sessions = new Set<Session>();
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== '/.ws') {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => converse(webSocket, request, url, parts, sessions));
  });
  return {
    close() {
      // Now, while what they leave to be written can still be kept.
      for (const session of sessions) session.end();
      for (const webSocket of sockets.clients) webSocket.terminate();
      sockets.close();
    },
  };
}

function converse(
  webSocket: WebSocket,
  request: IncomingMessage,
  url: URL,
  parts: TransportParts,
  sessions: Set<Session>,
): void {
  const host = request.headers.host ?? '';
  const send = (message: string) => {
    if (webSocket.readyState !== webSocket.OPEN) return;
    if (webSocket.bufferedAmount > MAX_UNREAD_BYTES) webSocket.terminate();
    for (const frame of splitFrames(message)) webSocket.send(frame);
  };
  // What goes wrong on the socket ends in `close`, which is where the session ends.
  webSocket.on('error', () => webSocket.terminate());
  if (url.searchParams.has('s')) {
    send(resetMessage(host));
    webSocket.close();
    return;
  }
  const namespace = namespaceOf(request, url);
  const session = openSession(namespace, parts, send);
  if (session === null) {
    webSocket.close(POLICY_VIOLATION, 'not a namespace');
    return;
  }
  const frames = new FrameReader();
  webSocket.on('message', (data: Buffer) => {
    try {
      const message = frames.push(data.toString());
      if (message !== null) session.receive(message);
    } catch (error) {
      if (!(error instanceof MessageTooLong)) throw error;
      webSocket.close(TOO_LONG, error.message);
    }
  });
  sessions.add(session);
  webSocket.on('close', () => {
    sessions.delete(session);
    session.end();
  });
  session.hello({ nowMs: parts.now(), host, sessionId: randomUUID() });
}

function openSession(namespace: string, parts: TransportParts, send: (message: string) => void): Session | null {
  try {
    const database = parts.namespaces.named(namespace);
    return new Session({ database, gate: gateOf(parts, { database, namespace }), send });
  } catch {
    return null;
  }
}
