import { type Point, type PoolId, parseCredential, type StakeCredential } from '@pooltool/domain';
import { encodePoolId, encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import { Fraction } from '../../fraction.ts';
import type { NodeBlock } from '../node.ts';

/** What the faces of Ogmios have in common and where they differ (chain-input.md 4.3, 4.4). */
export type OgmiosFace = 'v6.11' | 'v6' | 'v7';

export const VERSION_OF_FACE: Readonly<Record<OgmiosFace, string>> = {
  'v6.11': 'v6.11.2 (simulated)',
  v6: 'v6.14.0 (simulated)',
  v7: 'v7.0.0 (simulated)',
};

export const ada = (lovelace: bigint): JsonObject => ({ ada: { lovelace } });

/** Reduced, as the node's rationals are. */
export function ratioText(numerator: bigint, denominator: bigint): string {
  const { numerator: n, denominator: d } = new Fraction(numerator, denominator);
  return `${n}/${d}`;
}

export const pointOf = ({ block: { slot, hash } }: NodeBlock): JsonObject => ({ slot, id: hash });

export const tipOf = (at: NodeBlock): JsonObject => ({ ...pointOf(at), height: at.block.height });

export const samePoint = (at: NodeBlock, { slot, hash }: Point): boolean =>
  at.block.slot === slot && at.block.hash === hash;

export const fromOf = ({ kind }: StakeCredential): string => (kind === 'key' ? 'verificationKey' : 'script');

/** `{"from", "credential"}` of a credential's text */
export const credentialOf = (who: string): JsonObject => {
  const credential = parseCredential(who);
  return { from: fromOf(credential), credential: credential.hash };
};

export const rewardAccountOf = (credential: StakeCredential): string => encodeStakeAddress(credential, 'testnet');

/** By `pool1…`, sorted as the node's maps are: by the id's bytes. */
export const byPool = <Value>(
  entries: Iterable<readonly [PoolId, Value]>,
  told: (value: Value, id: PoolId) => JsonValue,
): JsonObject =>
  Object.fromEntries(
    [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, value]) => [encodePoolId(id), told(value, id)]),
  );
