import {
  blockHash,
  InvalidValue,
  type Point,
  type PoolId,
  poolId,
  type StakeCredential,
  slot,
  stakeCredential,
} from '@pooltool/domain';
import { decodePoolId, decodeStakeAddress, encodingInvalid } from '@pooltool/shared-utils/crypto';
import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import { paramsInvalid } from './failure.ts';

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Array.isArray does not narrow a readonly array away. */
const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** @throws RpcFailure −32602 as everything here */
export function fieldOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isObject(value)) throw paramsInvalid(`expected an object with ${name}`);
  return value[name];
}

export function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw paramsInvalid('expected a text');
  return value;
}

export function listOf<Item>(value: JsonValue | undefined, read: (item: JsonValue) => Item): Item[] {
  if (value === undefined) return [];
  if (!isList(value)) throw paramsInvalid('expected a list');
  return value.map(read);
}

/** A bare number is refused, as the real one does (chain-input.md 4.1). */
export function lovelaceOf(value: JsonValue): bigint {
  const amount = fieldOf(fieldOf(value, 'ada'), 'lovelace');
  if (typeof amount === 'bigint') return amount;
  if (!Number.isSafeInteger(amount)) throw paramsInvalid('expected lovelace');
  return BigInt(Number(amount));
}

export function pointOrOriginOf(value: JsonValue | undefined): Point | 'origin' {
  if (value === 'origin') return value;
  const id = textOf(fieldOf(value, 'id'));
  const at = fieldOf(value, 'slot');
  return valid(() => ({ slot: slot(Number(at)), hash: blockHash(id) }));
}

/** bech32 or hex */
export function poolIdOf(value: JsonValue): PoolId {
  const text = textOf(fieldOf(value, 'id'));
  return valid(() => poolId(text.startsWith('pool1') ? decodePoolId(text) : text));
}

/** Hex, whose kind the list says it stands in, or a stake address. */
export function credentialsOf(params: JsonValue | undefined): StakeCredential[] {
  const read =
    (kind: StakeCredential['kind']) =>
    (item: JsonValue): StakeCredential => {
      const text = textOf(item);
      return valid(() => {
        const { kind: found, hash } = text.startsWith('stake')
          ? decodeStakeAddress(text).credential
          : { kind, hash: text };
        return stakeCredential(found, hash);
      });
    };
  return [...listOf(fieldOf(params, 'keys'), read('key')), ...listOf(fieldOf(params, 'scripts'), read('script'))];
}

function valid<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidValue || encodingInvalid.is(error)) throw paramsInvalid(error.message);
    throw error;
  }
}
