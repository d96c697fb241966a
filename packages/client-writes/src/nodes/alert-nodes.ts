import { poolId } from '@pooltool/domain';
import {
  type DeviceAlert,
  POOL_ALERT_KINDS,
  type PoolAlertKind,
  type PoolAlertTerms,
} from '@pooltool/store/client-writes';
import { isHash28, isPushToken } from './identifiers.ts';
import { childOf, childrenOf } from './node-value.ts';

/** More than all ada there is, in lovelace. */
const MOST_LOVELACE = 45_000_000_000_000_000;

/** What stands below `legacy_alerts/{pool}` (clients.md 1.1): by kind, then token. @returns how many were garbage */
export function alertsOfPool(
  pool: string,
  node: unknown,
): { readonly alerts: DeviceAlert[]; readonly refused: number } {
  const given = childrenOf(node).flatMap(([kind, devices]) =>
    childrenOf(devices).map(([token, terms]) => ({ kind, token, terms })),
  );
  const alerts = given.flatMap(({ kind, token, terms }): DeviceAlert[] => {
    const known = POOL_ALERT_KINDS.find((one) => one === kind);
    if (known === undefined || !isHash28(pool) || !isPushToken(token)) return [];
    const read = termsIn(known, terms);
    return read === null ? [] : [{ pool: poolId(pool), kind: known, token, terms: read }];
  });
  return { alerts, refused: given.length - alerts.length };
}

function termsIn(kind: PoolAlertKind, node: unknown): PoolAlertTerms | null {
  switch (kind) {
    case 'block_production':
    case 'pledge':
      return childOf(node, 'enabled') === true ? { enabled: true } : null;
    case 'fee': {
      const fixedFee = numberIn(childOf(node, 'fixedFee'), MOST_LOVELACE);
      const variableFee = numberIn(childOf(node, 'variableFee'), 100);
      const pledge = numberIn(childOf(node, 'pledge'), MOST_LOVELACE);
      return fixedFee === null || variableFee === null || pledge === null ? null : { fixedFee, variableFee, pledge };
    }
    case 'saturation': {
      const limit = numberIn(childOf(node, 'limit'), 100);
      return limit === null || limit === 0 ? null : { limit };
    }
  }
}

const numberIn = (value: unknown, most: number): number | null =>
  typeof value === 'number' && value >= 0 && value <= most ? value : null;
