import { fieldsAt } from '../ledger/json-fields.ts';
import type { Epoch } from '../units/time.ts';

/** The nonce under which the slots of an epoch are drawn, as a node says it. */
export interface EpochNonceMessage {
  readonly magic: number;
  readonly epoch: Epoch;
  /** 64 lower-case hex characters */
  readonly nonce: string;
}

/** As JSON text (schema epoch-nonce/1). */
export const epochNonceText = ({ magic, epoch, nonce }: EpochNonceMessage): string =>
  JSON.stringify({ schema: 'epoch-nonce/1', magic, epoch, nonce });

/** Back from the parsed JSON. @throws InvalidValue naming the first field that is missing or wrong */
export function epochNonceFrom(json: unknown): EpochNonceMessage {
  const given = fieldsAt('', json, 'epoch nonce');
  if (given.get('schema') !== 'epoch-nonce/1') throw given.wrong('schema', 'epoch-nonce/1');
  const nonce = given.get('nonce');
  if (typeof nonce !== 'string' || !/^[0-9a-f]{64}$/.test(nonce)) throw given.wrong('nonce', '64 hex characters');
  return { magic: given.number('magic'), epoch: given.epoch('epoch'), nonce };
}
