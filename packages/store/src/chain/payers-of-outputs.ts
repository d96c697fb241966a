import { credentialKindOf, type Payer, stakeCredential, type TransactionInput } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** To whom these outputs belong, in their order; `unknown` for one that our chain did not make, or has forgotten. */
export async function payersOfOutputs(db: Queryable, outputs: readonly TransactionInput[]): Promise<Payer[]> {
  const { rows } = await db.query<{ known: boolean; kind: number | null; hash: string | null }>({
    name: 'payers-of-outputs',
    text: `
      select o.transaction_id is not null as known, o.credential_kind as kind, encode(o.credential, 'hex') as hash
      from unnest($1::text[], $2::int[]) with ordinality as asked (id, index, place)
      left join chain_output o on o.transaction_id = decode(asked.id, 'hex') and o.output_index = asked.index
      order by place`,
    values: [outputs.map(({ transactionId }) => transactionId), outputs.map(({ index }) => index)],
  });
  return rows.map(({ known, kind, hash }) => {
    if (!known) return { kind: 'unknown' };
    if (kind === null || hash === null) return { kind: 'nobody' };
    return { kind: 'credential', credential: stakeCredential(credentialKindOf(kind), hash) };
  });
}
