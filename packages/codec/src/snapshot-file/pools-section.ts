import {
  CREDENTIAL_TAG,
  credentialHash,
  credentialKindOf,
  lovelace,
  poolId,
  ratio,
  type SnapshotPool,
  stakeCredential,
} from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { CborWriter } from '@pooltool/shared-utils/cbor';

const HASH_BYTES = 28;
const RATIONAL = 30;
const VRF_HASH_BYTES = 32;
const FIELDS = 7;

/**
 * `[[pool id, pledge, cost, margin (tag 30), kind of the reward account, its hash, [owners], VRF key hash], …]`; the last
 * only where it is known: files written before it was asked for do not have it.
 */
export function writePools(pools: readonly SnapshotPool[]): Uint8Array {
  const writer = new CborWriter().array(pools.length);
  for (const { poolId: id, pledge, cost, margin, rewardAccount, owners, vrfKeyHash } of pools) {
    writer
      .array(vrfKeyHash === undefined ? FIELDS : FIELDS + 1)
      .hex(id)
      .int(pledge)
      .int(cost);
    writer.tag(RATIONAL).array(2).int(margin.numerator).int(margin.denominator);
    writer.int(CREDENTIAL_TAG[rewardAccount.kind]).hex(rewardAccount.hash);
    writer.array(owners.length);
    for (const owner of owners) writer.hex(owner);
    if (vrfKeyHash !== undefined) writer.hex(vrfKeyHash);
  }
  return writer.finish();
}

export const readPools = (reader: CborReader): SnapshotPool[] =>
  reader.at('pools', () => reader.array(() => readPool(reader)));

function readPool(reader: CborReader): SnapshotPool {
  const length = reader.arrayStart(FIELDS);
  const id = poolId(reader.hex(HASH_BYTES));
  const pledge = lovelace(reader.uintBig());
  const cost = lovelace(reader.uintBig());
  const { numerator, denominator } = reader.rational();
  const kind = credentialKindOf(reader.uintNumber());
  const rewardAccount = stakeCredential(kind, reader.hex(HASH_BYTES));
  const owners = reader.array(() => credentialHash(reader.hex(HASH_BYTES)));
  const known = { poolId: id, pledge, cost, margin: ratio(numerator, denominator), rewardAccount, owners };
  if (length === FIELDS) return known;
  const vrfKeyHash = reader.hex(VRF_HASH_BYTES);
  reader.arrayEnd(length, FIELDS + 1);
  return { ...known, vrfKeyHash };
}
