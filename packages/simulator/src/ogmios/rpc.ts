import { type JsonObject, type JsonValue, parseLossless, stringifyLossless } from '@pooltool/shared-utils/json';
import { RpcFailure } from './failure.ts';
import { isObject } from './params.ts';

export interface RpcRequest {
  readonly method: string;
  readonly params: JsonObject;
  readonly id: JsonValue | undefined;
}

/** @throws RpcFailure −32700 or −32600 */
export function readRequest(text: string): RpcRequest {
  const asked = parsed(text);
  if (!isObject(asked) || asked.jsonrpc !== '2.0' || typeof asked.method !== 'string') {
    throw new RpcFailure(-32600, 'Invalid request: expected jsonrpc 2.0 with a method.');
  }
  const { method, params = {}, id } = asked;
  if (!isObject(params)) throw new RpcFailure(-32602, 'Invalid params: expected an object.');
  return { method, params, id };
}

function parsed(text: string): JsonValue {
  try {
    return parseLossless(text);
  } catch {
    throw new RpcFailure(-32700, 'Parse error: not JSON.');
  }
}

/** `id` comes back as it was given; an absent one as null, as Ogmios does. */
export const resultText = ({ method, id = null }: RpcRequest, result: JsonValue): string =>
  stringifyLossless({ jsonrpc: '2.0', method, result, id });

export const errorText = (asked: RpcRequest | null, { code, message, data }: RpcFailure): string =>
  stringifyLossless({
    jsonrpc: '2.0',
    ...(asked === null ? {} : { method: asked.method }),
    error: { code, message, data },
    id: asked?.id ?? null,
  });
