import { type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { Mirror } from './mirror.ts';

/** What a device may ask to be told of a pool (clients.md 1.1). */
export const POOL_ALERT_KINDS = ['block_production', 'fee', 'pledge', 'saturation'] as const;
export type PoolAlertKind = (typeof POOL_ALERT_KINDS)[number];

/** As clients write it: a cost and a pledge in lovelace, a margin in percent, a limit as a fraction of saturation. */
export type PoolAlertTerms =
  | { readonly enabled: true }
  | { readonly fixedFee: number; readonly variableFee: number; readonly pledge: number }
  | { readonly limit: number };

/** That a device wants to be told. */
export interface DeviceAlert {
  readonly pool: PoolId;
  readonly kind: PoolAlertKind;
  /** of Firebase Cloud Messaging: a secret, never logged */
  readonly token: string;
  readonly terms: PoolAlertTerms;
}

export const POOL_ALERT_MIRROR: Mirror<DeviceAlert> = {
  table: 'pool_alert',
  keys: 3,
  columns: [
    { name: 'pool_id', from: `decode($, 'hex')`, textOf: ({ pool }) => pool },
    { name: 'kind', from: '$', textOf: ({ kind }) => kind },
    { name: 'token', from: '$', textOf: ({ token }) => token },
    { name: 'terms', from: '$::jsonb', textOf: ({ terms }) => JSON.stringify(terms) },
  ],
};

/** Whom to push to when something of this kind happens to the pools, by token. */
export async function deviceAlerts(
  db: Queryable,
  { kind, pools }: { readonly kind: PoolAlertKind; readonly pools: readonly PoolId[] },
): Promise<DeviceAlert[]> {
  const { rows } = await db.query<{ pool: string; token: string; terms: PoolAlertTerms }>({
    name: 'device-alerts',
    text: `
      select encode(pool_id, 'hex') as pool, token, terms from pool_alert
      where kind = $1 and pool_id in (select decode(pool, 'hex') from unnest($2::text[]) as p (pool))
      order by pool_id, token`,
    values: [kind, pools],
  });
  return rows.map(({ pool, token, terms }) => ({ pool: poolId(pool), kind, token, terms }));
}
