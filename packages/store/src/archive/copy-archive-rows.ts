import type { Epoch } from '@pooltool/domain';
import { copyOut, type Transaction } from '@pooltool/shared-utils/pg';

/**
 * Hands the rows of an epoch whose credentials begin with `prefix` (an even number of hex digits) to `take`, in canonical
 * order as CSV: the very bytes that the archive's hashes are of.
 */
export function copyArchiveRows(
  tx: Transaction,
  { epoch, prefix }: { epoch: Epoch; prefix: string },
  take: (chunk: Buffer) => Promise<unknown>,
): Promise<void> {
  return copyOut(
    tx,
    `select encode(credential, 'hex'), case credential_kind when 0 then 'key' else 'script' end, ${Number(epoch)}, entry,
       encode(pool_id, 'hex'), lovelace, case destination when 1 then 'account' when 2 then 'treasury' when 3 then 'reserves' end
     from (
       select credential, credential_kind, 'stake' as entry, pool_id, stake as lovelace, null::smallint as destination
       from stake_snapshot where active_epoch = ${Number(epoch)} and ${inside(prefix)}
       union all
       select credential, credential_kind, case kind when 0 then 'leader' else 'member' end, pool_id, amount, destination
       from account_reward where earned_epoch = ${Number(epoch)} and ${inside(prefix)}) as entries
     order by credential, credential_kind, entry collate "C", pool_id, lovelace, destination`,
    take,
  );
}

function inside(prefix: string): string {
  const low = Buffer.from(prefix, 'hex');
  if (low.length * 2 !== prefix.length)
    throw new RangeError(`${JSON.stringify(prefix)} is no whole number of bytes in hex`);
  const from = `credential >= '\\x${prefix}'::bytea`;
  const next = (BigInt(`0x${prefix}`) + 1n).toString(16).padStart(prefix.length, '0');
  return next.length > prefix.length ? from : `${from} and credential < '\\x${next}'::bytea`;
}
