import { credentialKindOf, type Payer, stakeCredential } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';

/** db-sync answers such a question in milliseconds; what takes longer would only burden a server that others use. */
const LONGEST_QUESTION = '10s';

/**
 * Asks a cardano-db-sync whose outputs these are (`<transaction id>#<index>`), in its public schema: tx.hash, tx_out
 * (tx_id, index, stake_address_id), stake_address.hash_raw (29 bytes: header and hash). Read-only. Only what it has is
 * in the answer: db-sync is mostly some blocks behind, so a missing row says nothing.
 */
export async function payersByDbSync(dbSync: Pool, outputs: readonly string[]): Promise<Map<string, Payer>> {
  const asked = outputs.map((output) => output.split('#'));
  const { rows } = await inTransaction(
    dbSync,
    async (tx) => {
      await tx.query(`set local statement_timeout = '${LONGEST_QUESTION}'`);
      return tx.query<{ output: string; stake: string | null }>(
        `select asked.id || '#' || asked.index as output, encode(s.hash_raw, 'hex') as stake
         from unnest($1::text[], $2::int[]) as asked (id, index)
         join tx t on t.hash = decode(asked.id, 'hex')
         join tx_out o on o.tx_id = t.id and o.index = asked.index
         left join stake_address s on s.id = o.stake_address_id`,
        [asked.map(([id]) => id), asked.map(([, index]) => Number(index))],
      );
    },
    { readOnly: true },
  );
  return new Map(rows.map(({ output, stake }) => [output, payerOf(stake)]));
}

/** `hash_raw` is a stake address: in its first byte bit 4 tells a script from a key (CIP-19). */
const SCRIPT_BIT = 0x10;

const payerOf = (stakeAddress: string | null): Payer =>
  stakeAddress === null
    ? { kind: 'nobody' }
    : {
        kind: 'credential',
        credential: stakeCredential(
          credentialKindOf(Number.parseInt(stakeAddress.slice(0, 2), 16) & SCRIPT_BIT ? 1 : 0),
          stakeAddress.slice(2),
        ),
      };
