import type { Change } from '../database/change.ts';
import { isRecord, type Json, parseJson } from '../json.ts';
import { exportNode } from '../tree/export-node.ts';
import type { Node } from '../tree/node.ts';
import { formatPath } from '../tree/path.ts';

/** What a client says. Control messages are about the connection, requests about the data. */
export type ClientMessage =
  | {
      readonly kind: 'request';
      readonly number: number;
      readonly action: string;
      readonly body: Record<string, unknown>;
    }
  | { readonly kind: 'ping' }
  | { readonly kind: 'other' };

export function parseClientMessage(text: string): ClientMessage {
  const message = parseJson(text);
  if (!isRecord(message) || !isRecord(message['d'])) return { kind: 'other' };
  const content = message['d'];
  if (message['t'] === 'c') return { kind: content['t'] === 'p' ? 'ping' : 'other' };
  const { r: number, a: action, b: body } = content;
  if (message['t'] !== 'd' || typeof number !== 'number' || typeof action !== 'string') return { kind: 'other' };
  return { kind: 'request', number, action, body: isRecord(body) ? body : {} };
}

export interface Hello {
  readonly nowMs: number;
  /** The host the client is to reconnect to: the one it came by. */
  readonly host: string;
  readonly sessionId: string;
}

export function helloMessage({ nowMs, host, sessionId }: Hello): string {
  return control('h', { ts: nowMs, v: '5', h: host, s: sessionId });
}

export const pongMessage = () => control('o', null);

/** Tells a second transport that it cannot take over the session: the client stays on its first. */
export const resetMessage = (host: string) => control('r', host);

export function responseMessage(number: number, status: string, data: Json): string {
  return dataMessage({ r: number, b: { s: status, d: data } });
}

/** What stands at a listener's place; `tag` names the listener when it is a query. */
export function overwriteMessage(path: string, node: Node, tag: number | undefined): string {
  return push('d', path, exportNode(node, { priorities: true }), tag);
}

export function changeMessage(change: Change, tag: number | undefined): string {
  const path = formatPath(change.path);
  if (change.kind === 'overwrite') return overwriteMessage(path, change.node, tag);
  const parts = change.parts.map((part) => [formatPath(part.path), exportNode(part.node, { priorities: true })]);
  return push('m', path, Object.fromEntries(parts), tag);
}

/** The listener at the path, with that query, is over: it may not read there any more. */
export function revokedMessage(path: string, query: unknown): string {
  return JSON.stringify({ t: 'd', d: { a: 'c', b: query === undefined ? { p: path } : { p: path, q: query } } });
}

function push(action: 'd' | 'm', path: string, data: Json, tag: number | undefined): string {
  return dataMessage({ a: action, b: tag === undefined ? { p: path, d: data } : { p: path, d: data, t: tag } });
}

const control = (type: string, data: Json) => JSON.stringify({ t: 'c', d: { t: type, d: data } });
const dataMessage = (data: Json) => JSON.stringify({ t: 'd', d: data });
