import type { Epoch } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** How far the pipeline is with one product of an epoch. */
export interface ProductState {
  readonly asset: string;
  readonly state: 'requested' | 'running' | 'ok' | 'failed' | 'cancelled';
  /** of the last run when it failed; its message is for the operator */
  readonly errorCode: string | null;
}

/** In the order of `assets`; products that nobody asked for yet are left out. */
export async function readProductStates(
  db: Queryable,
  { epoch, assets }: { readonly epoch: Epoch; readonly assets: readonly string[] },
): Promise<ProductState[]> {
  const { rows } = await db.query<ProductState>({
    name: 'api-product-states',
    text: `
      select p.asset, p.state, case when p.state = 'failed' then r.error ->> 'code' end as "errorCode"
      from unnest($1::text[]) with ordinality as asked (asset, place)
      join asset_partition p on p.asset = asked.asset and p.partition = $2
      left join asset_run r on r.id = p.run
      order by asked.place`,
    values: [assets, String(epoch)],
  });
  return rows;
}
