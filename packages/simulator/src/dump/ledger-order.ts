import { type PoolId, parseCredential } from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { type Encodable, Listed } from '../cbor/encode.ts';
import { credentialItems } from '../identity.ts';

/** Maps as the ledger writes them: in the order of their keys. */
export function byPool<Value>(map: ReadonlyMap<PoolId, Value>, items: (value: Value, id: PoolId) => Encodable): Listed {
  const sorted = [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Listed(new Map(sorted.map(([id, value]) => [fromHex(id), items(value, id)])));
}

/** Scripts before keys, then by hash. */
export function byCredential<Value>(
  map: ReadonlyMap<string, Value>,
  items: (value: Value, who: string) => Encodable,
): Listed {
  const orderOf = (who: string): string => who.replace(/^script/, '0');
  const sorted = [...map].toSorted(([a], [b]) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return new Listed(new Map(sorted.map(([who, value]) => [credentialItems(parseCredential(who)), items(value, who)])));
}
