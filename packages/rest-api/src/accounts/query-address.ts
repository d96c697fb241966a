import type { StakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { credentialsOf } from '@pooltool/store';
import { newestStake } from '@pooltool/store/accounts';
import { NO_WORDS } from '@pooltool/store/website';

/**
 * What the old backend's /queryaddress answered.
 * @param given of 56 hex characters nobody can tell whether they are a key's or a script's: the one that delegates is meant
 */
export async function queryAddress(db: Queryable, given: StakeCredential) {
  const found = (await newestStake(db, given)) ?? (given.kind === 'key' ? await ofItsScript(db, given) : null);
  if (found === null) return { success: false };
  const { activeEpoch: epoch, stake: amount, pool: delegatedTo } = found;
  return { success: true, epoch, amount, delegatedTo, delegatedToTicker: NO_WORDS.ticker };
}

async function ofItsScript(db: Queryable, { hash }: StakeCredential) {
  const [meant] = await credentialsOf(db, [hash]);
  return meant?.kind === 'script' ? newestStake(db, meant) : null;
}
