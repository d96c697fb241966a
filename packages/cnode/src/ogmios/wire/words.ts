import {
  type BlockHash,
  blockHash,
  type Height,
  height,
  type Lovelace,
  lovelace,
  type Point,
  type PoolId,
  parseRatio,
  poolId,
  type Ratio,
  type StakeCredential,
  slot,
  stakeCredential,
  type Tip,
  type UnixMs,
  unixMs,
} from '@pooltool/domain';
import { decodePoolId, decodeStakeAddress } from '@pooltool/shared-utils/crypto';
import type { Origin } from '../answers.ts';
import type { Reading } from './reading.ts';

/** `{"ada": {"lovelace": 1}}` */
export function adaAt(at: Reading): Lovelace {
  const amount = at.field('ada').field('lovelace');
  return amount.as(() => lovelace(amount.integer()));
}

/** `"3/10"`; not reduced */
export const ratioAt = (at: Reading): Ratio => at.as(() => parseRatio(at.text()));

/** `"pool1…"` */
export const poolIdAt = (at: Reading): PoolId => at.as(() => poolId(decodePoolId(at.text())));

/** `"stake1…"` or `"stake_test1…"` */
export const rewardAccountAt = (at: Reading): StakeCredential =>
  at.as(() => {
    const { kind, hash } = decodeStakeAddress(at.text()).credential;
    return stakeCredential(kind, hash);
  });

/** `{"from": "verificationKey" | "script", <name>: hex of 28 bytes}` */
export function credentialAt(at: Reading, name = 'credential'): StakeCredential {
  const kind = at.field('from').oneOf(['verificationKey', 'script']) === 'script' ? 'script' : 'key';
  const hash = at.field(name);
  return hash.as(() => stakeCredential(kind, hash.text()));
}

/** Hex of 32 bytes. */
export const hash32At = (at: Reading): BlockHash => at.as(() => blockHash(at.text()));

/** `{"bytes": 1}` */
export const bytesAt = (at: Reading): number => at.field('bytes').count();

export const heightAt = (at: Reading): Height => at.as(() => height(at.safeInteger()));

/** `{"slot": 1, "id": hex}`, or "origin" */
export function pointAt(at: Reading): Point | Origin {
  if (at.is('origin')) return 'origin';
  const of = at.field('slot');
  return { slot: of.as(() => slot(of.safeInteger())), hash: hash32At(at.field('id')) };
}

/** `{"slot": 1, "id": hex, "height": 1}`, or "origin" */
export function tipAt(at: Reading): Tip | Origin {
  const point = pointAt(at);
  return point === 'origin' ? point : { ...point, height: heightAt(at.field('height')) };
}

/** RFC 3339 in UTC; what is finer than a millisecond is dropped. */
export const timeAt = (at: Reading): UnixMs => {
  const text = at.text();
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)
    ? at.as(() => unixMs(Date.parse(text.replace(/(\.\d{3})\d+/, '$1'))))
    : at.fail('a time like 2026-01-01T00:00:00Z');
};

/** By pool, of an object whose names are `pool1…`. Where a pool says its `id` too, it is the same. */
export const byPool = <Value>(at: Reading, read: (at: Reading) => Value): ReadonlyMap<PoolId, Value> =>
  new Map(
    at.entries((name, value) => {
      const id = poolIdAt(name);
      if (value.isObject && !value.field('id').absent && poolIdAt(value.field('id')) !== id) {
        value.field('id').fail('the id it stands under');
      }
      return [id, read(value)] as const;
    }),
  );
