import { type ErrorKind, PoolToolError } from '@pooltool/shared-utils/errors';
import { ogmiosFailed, ogmiosNoIntersection, ogmiosPointGone, ogmiosRefused } from '../errors.ts';
import type { Reading } from './reading.ts';

/** Ogmios' codes (chain-input.md 4.2, 4.3) and JSON-RPC's own. What we do not know may pass: it is tried again. */
const KINDS: ReadonlyMap<number, ErrorKind> = new Map<number, ErrorKind>([
  [1000, ogmiosNoIntersection],
  [1001, ogmiosRefused],
  [2000, ogmiosPointGone],
  [2001, ogmiosRefused],
  [2002, ogmiosRefused],
  [2003, ogmiosPointGone],
  [2004, ogmiosRefused],
  [-32700, ogmiosRefused],
  [-32600, ogmiosRefused],
  [-32601, ogmiosRefused],
  [-32602, ogmiosRefused],
  [-32603, ogmiosFailed],
]);

const ACQUIRED_EXPIRED = 2003;
const METHOD_UNKNOWN: readonly unknown[] = [-32601, -32600];

/** The error object of an answer as an error of ours: `{"code", "message", "data"?}`. */
export function errorOfAnswer(method: string, at: Reading): PoolToolError {
  const code = at.field('code').safeInteger();
  const message = at.optional('message', (of) => of.text()) ?? 'without a message';
  const data = at.field('data').raw();
  const kind = KINDS.get(code) ?? ogmiosFailed;
  const said = typeof data === 'string' ? `${message} ${data}` : message;
  return kind({ message: `${method}: Ogmios answers ${code}: ${said}`, details: { rpcCode: code, data } });
}

const rpcCodeOf = (error: unknown): unknown => (error instanceof PoolToolError ? error.details.rpcCode : undefined);

/** The socket's acquired state was given up by the node: acquire it again. */
export const isAcquiredExpired = (error: unknown): boolean => rpcCodeOf(error) === ACQUIRED_EXPIRED;

/** This Ogmios has no such method. */
export const isMethodUnknown = (error: unknown): boolean => METHOD_UNKNOWN.includes(rpcCodeOf(error));
