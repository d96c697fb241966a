import type { JsonValue } from '@pooltool/shared-utils/json';

/** What Ogmios answers instead of a result (chain-input.md 4.2, 4.3). */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure';
  readonly code: number;
  readonly data: JsonValue | undefined;

  constructor(code: number, message: string, data?: JsonValue) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export const methodUnknown = (): RpcFailure => new RpcFailure(-32601, 'Invalid request: no such method.');
export const paramsInvalid = (why: string): RpcFailure => new RpcFailure(-32602, `Invalid params: ${why}.`);
export const acquiredExpired = (): RpcFailure =>
  new RpcFailure(2003, 'Acquired ledger state is no longer available.', 'Acquired point is now too old.');
