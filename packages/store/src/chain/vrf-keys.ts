import type { BlockFacts } from '@pooltool/domain';
import { blake2b256, fromHex, toHex } from '@pooltool/shared-utils/crypto';
import type { Transaction } from '@pooltool/shared-utils/pg';

/**
 * Keys (hex) that are known to stand in the table, so that nothing is asked of it for the thousandth block of a pool. It
 * belongs to one process and one database; a process that begins with an empty one asks twice about each key.
 */
export type VrfKeysSeen = Set<string>;

/**
 * Writes the VRF keys of these blocks that are not known yet.
 *
 * A key counts as seen only when it was there before: one that we write ourselves may still be rolled back with its
 * transaction, and is asked about once more.
 */
export async function recordVrfKeys(tx: Transaction, facts: readonly BlockFacts[], seen: VrfKeysSeen): Promise<void> {
  const keys = new Set(facts.flatMap(({ block }) => block.issuer?.vrfKey ?? []));
  const fresh = new Map([...keys].filter((key) => !seen.has(key)).map((key) => [hashOf(key), key]));
  if (fresh.size === 0) return;
  const { rows } = await tx.query<{ hash: string }>({
    name: 'insert-vrf-keys',
    text: `
      insert into vrf_key (vrf_key_hash, vrf_key)
      select decode(hash, 'hex'), decode(key, 'hex') from unnest($1::text[], $2::text[]) as told (hash, key)
      order by hash
      on conflict (vrf_key_hash) do nothing
      returning encode(vrf_key_hash, 'hex') as hash`,
    values: [[...fresh.keys()], [...fresh.values()]],
  });
  const written = new Set(rows.map(({ hash }) => hash));
  for (const [hash, key] of fresh) if (!written.has(hash)) seen.add(key);
}

const hashOf = (key: string): string => toHex(blake2b256(fromHex(key)));
