import { type Network, networkFromText, networkText } from '@pooltool/domain';
import { inTransaction, type Pool, type Queryable, type Transaction } from '@pooltool/shared-utils/pg';
import { networkUnknown, wrongNetwork } from '../errors.ts';

/**
 * Says which network this database is for. The first daemon to say it decides; one that says something else is stopped,
 * because two chains in one database could not be told apart again.
 * @throws POOLTOOL_WRONG_NETWORK (halt)
 */
export const claimNetwork = (pool: Pool, network: Network): Promise<void> =>
  inTransaction(pool, (tx) => claim(tx, network));

async function claim(db: Transaction, network: Network): Promise<void> {
  const description = networkText(network);
  await db.query(
    `insert into network (name, magic, description) values ($1, $2, $3::jsonb) on conflict (only_row) do nothing`,
    [network.name, network.magic, description],
  );
  const claimed = await readNetwork(db);
  if (claimed.magic !== network.magic || networkText(claimed) !== description) {
    throw wrongNetwork({
      message: `this database belongs to ${claimed.name} (magic ${claimed.magic}), not to ${network.name} (magic ${network.magic}), or their parameters differ`,
    });
  }
}

/** The network this database is for. @throws POOLTOOL_NETWORK_UNKNOWN (retry) while nobody has said so. */
export async function readNetwork(db: Queryable): Promise<Network> {
  const { rows } = await db.query<{ description: string }>(`select description::text from network`);
  const [row] = rows;
  if (row === undefined) throw networkUnknown();
  return networkFromText(row.description);
}
