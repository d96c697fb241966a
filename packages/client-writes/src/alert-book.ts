import type { DeviceAlert } from '@pooltool/store/client-writes';
import { alertsOfPool } from './nodes/alert-nodes.ts';

/** What changed of a pool's alerts when its node did. */
export interface AlertChanges {
  readonly set: readonly DeviceAlert[];
  readonly removed: readonly DeviceAlert[];
}

/**
 * Which alerts stand in Firebase, at most so many: anybody may write there, and neither this process nor PostgreSQL may grow without end. What is
 * beyond that is left out until its pool's node changes, or the process starts again, and there is room.
 */
export class AlertBook {
  readonly #most: number;
  readonly #byPool = new Map<string, { readonly alerts: ReadonlyMap<string, DeviceAlert>; readonly refused: number }>();
  #size = 0;
  #leftOut = 0;
  #refused = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** Since the process began: alerts that there was no room for. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Nodes that stand there now and are no alerts. */
  get refused(): number {
    return this.#refused;
  }

  /** @param node what stands at `legacy_alerts/{pool}`; undefined: nothing any more */
  changeTo(pool: string, node: unknown): AlertChanges {
    const before = this.#byPool.get(pool) ?? { alerts: new Map<string, DeviceAlert>(), refused: 0 };
    const { alerts, refused } = alertsOfPool(pool, node);
    const room = this.#most - (this.#size - before.alerts.size);
    // Those that were there before keep their place.
    const known = alerts.filter((alert) => before.alerts.has(alertKey(alert)));
    const fresh = alerts.filter((alert) => !before.alerts.has(alertKey(alert)));
    const kept = [...known, ...fresh.slice(0, Math.max(0, room - known.length))];
    const now = new Map(kept.map((alert) => [alertKey(alert), alert]));
    this.#leftOut += alerts.length - kept.length;
    this.#size += now.size - before.alerts.size;
    this.#refused += refused - before.refused;
    if (now.size === 0 && refused === 0) this.#byPool.delete(pool);
    else this.#byPool.set(pool, { alerts: now, refused });
    return {
      set: kept.filter((alert) => !sameTerms(before.alerts.get(alertKey(alert)), alert)),
      removed: [...before.alerts].flatMap(([key, alert]) => (now.has(key) ? [] : [alert])),
    };
  }
}

export const alertKey = ({ pool, kind, token }: DeviceAlert): string => `${pool}/${kind}/${token}`;

const sameTerms = (one: DeviceAlert | undefined, other: DeviceAlert): boolean =>
  one !== undefined && JSON.stringify(one.terms) === JSON.stringify(other.terms);
