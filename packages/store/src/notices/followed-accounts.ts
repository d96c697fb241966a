import { CREDENTIAL_TAG, type StakeCredential } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** Who follows accounts: the people of one channel. */
export interface Following {
  /** its name, the same for life */
  readonly channel: string;
  readonly credentials: readonly StakeCredential[];
}

/**
 * From the next payout on there is a notice for what reaches these accounts. To be called when the first person of the
 * channel follows one; repeating is harmless. @returns how many the channel did not follow yet
 */
export async function followAccounts(tx: Transaction, { channel, credentials }: Following): Promise<number> {
  // In one order, so that two who follow the same accounts wait for each other instead of deadlocking.
  const { rowCount } = await tx.query(
    `insert into followed_account (credential_kind, credential, channel)
     select distinct kind, decode(hash, 'hex'), $3 from unnest($1::smallint[], $2::text[]) as asked (kind, hash)
     order by 2, 1 on conflict do nothing`,
    [...columnsOf(credentials), channel],
  );
  return rowCount ?? 0;
}

/** When nobody of the channel follows them any more; other channels go on. @returns how many it had followed */
export async function unfollowAccounts(tx: Transaction, { channel, credentials }: Following): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from followed_account f using unnest($1::smallint[], $2::text[]) as asked (kind, hash)
     where f.credential = decode(asked.hash, 'hex') and f.credential_kind = asked.kind and f.channel = $3`,
    [...columnsOf(credentials), channel],
  );
  return rowCount ?? 0;
}

const columnsOf = (credentials: readonly StakeCredential[]): [number[], string[]] => [
  credentials.map(({ kind }) => CREDENTIAL_TAG[kind]),
  credentials.map(({ hash }) => hash),
];
