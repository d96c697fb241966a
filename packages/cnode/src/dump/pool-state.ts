import type { LedgerPool, PoolId } from '@pooltool/domain';
import { poolId } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import {
  poolKeys,
  readCredential,
  readKeyHash,
  readLovelace,
  readPoolId,
  readRatio,
  readRewardAccount,
  record,
  skipItems,
} from './record.ts';

/** What the pools' part of a dump says about its layout; a network without pools says nothing. */
export type PoolFamily = 'A' | 'B' | 'C' | 'B or C' | 'unsaid';

export interface PoolState {
  readonly family: PoolFamily;
  readonly pools: readonly LedgerPool[];
}

const POOL_ID_BYTES = 28;
const VRF_HASH_BYTES = 32;

/**
 * PState, four maps. Layout A: [pools, future pools, retiring, deposits]; B and C: [VRF key hash → count, pools, future
 * pools, retiring]. The first map's keys tell them apart, and where it is empty the first field of the second map's
 * values does: an operator (28 bytes) in A, a VRF key hash (32 bytes) in B and C (chain-input.md 5.3).
 */
export function readPoolState(reader: CborReader): PoolState {
  record(reader, 'the pool state', 4);
  const first = reader.at('1', () => readFirst(reader));
  if (first.family === 'A') {
    skipItems(reader, 2, 4);
    return first;
  }
  const second = reader.at('2', () => readSecond(reader));
  skipItems(reader, 3, 4);
  if (first.family === 'unsaid') return second;
  return { family: second.family === 'unsaid' ? 'B or C' : second.family, pools: second.pools };
}

function readFirst(reader: CborReader): PoolState {
  const pools: LedgerPool[] = [];
  const seen = new Set<PoolId>();
  const counts = reader.entries(() => {
    const key = reader.view();
    if (key.length === POOL_ID_BYTES) {
      const id = poolId(Buffer.from(key).toString('hex'));
      if (seen.has(id)) throw reader.fail('each pool once', `${id} twice`);
      seen.add(id);
      pools.push(readPoolParameters(reader, id));
    } else if (key.length === VRF_HASH_BYTES && pools.length === 0) reader.uintNumber();
    else throw reader.fail('pool ids (layout A) or VRF key hashes (layouts B and C)', `${key.length} bytes`);
  });
  if (counts === 0) return { family: 'unsaid', pools };
  if (pools.length > 0 && pools.length !== counts) throw reader.fail('pool ids only', 'other keys between them');
  return { family: pools.length > 0 ? 'A' : 'B or C', pools };
}

/** The pools of B and C. In A this map holds re-registrations waiting for their epoch, which PoolTool does not use. */
function readSecond(reader: CborReader): PoolState {
  const pools: LedgerPool[] = [];
  const readKey = poolKeys(reader);
  let family: PoolFamily = 'unsaid';
  reader.entries(() => {
    const id = readKey();
    const length = record(reader, "a pool's state", 9, 10);
    const found: PoolFamily = length === 10 ? 'C' : 'B';
    if (family !== 'unsaid' && family !== found) throw reader.fail(`a pool of layout ${family}`, `one of ${found}`);
    family = found;
    pools.push(readStakePoolState(reader, id, length));
  });
  return { family, pools };
}

/** [vrf, pledge, cost, margin, reward account, owners, relays, metadata, deposit(, delegators in C)] */
function readStakePoolState(reader: CborReader, id: PoolId, length: number): LedgerPool {
  const vrfKeyHash = reader.hex(VRF_HASH_BYTES);
  const pledge = readLovelace(reader);
  const cost = readLovelace(reader);
  const margin = readRatio(reader);
  const rewardAccount = reader.peek() === 'array' ? readCredential(reader) : readRewardAccount(reader);
  const owners = reader.set(() => readKeyHash(reader));
  for (let read = 6; read < length; read += 1) reader.skip();
  return { poolId: id, vrfKeyHash, pledge, cost, margin, rewardAccount, owners };
}

/** [operator, vrf, pledge, cost, margin, reward account, owners, relays, metadata]: layout A, and snapshots of A and B. */
export function readPoolParameters(reader: CborReader, id: PoolId): LedgerPool {
  record(reader, "a pool's parameters", 9);
  const operator = readPoolId(reader);
  if (operator !== id) throw reader.fail(`the operator ${id} as its key says`, operator);
  const vrfKeyHash = reader.hex(VRF_HASH_BYTES);
  const pledge = readLovelace(reader);
  const cost = readLovelace(reader);
  const margin = readRatio(reader);
  const rewardAccount = readRewardAccount(reader);
  const owners = reader.set(() => readKeyHash(reader));
  reader.skip();
  reader.skip();
  return { poolId: id, vrfKeyHash, pledge, cost, margin, rewardAccount, owners };
}
