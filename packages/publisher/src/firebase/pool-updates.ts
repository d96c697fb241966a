import {
  type CertificatePosition,
  type PoolChange,
  type PoolId,
  poolChanges,
  slotStartMs,
  subjectOf,
  type UnixMs,
} from '@pooltool/domain';
import type { JsonValue } from '@pooltool/shared-utils/json';
import { type PlacedPoolHistory, poolHistories } from '@pooltool/store/documents';
import { NO_WORDS } from '@pooltool/store/website';
import { type Values, whole } from '../drawing.ts';
import { family } from '../family.ts';
import { toldAmounts, toldMargins } from './told-apart.ts';

/**
 * What one certificate of a pool told, an entry a change, in the feed of all pools and in the pool's own. What it did
 * not tell, or what was rolled back, is nothing at all places where an entry of it could stand.
 */
export const poolUpdates = family({
  kind: 'pool_updates',
  read: subjectOf.poolUpdates,
  load: async (db, subjects) => {
    const pools = [...new Set(subjects.map(({ pool }) => pool))];
    const histories = await poolHistories(db, pools);
    return new Map([...histories].map(([pool, history]) => [pool, changesByPlace(history)]));
  },
  draw: ({ pool, ...at }, told, network) =>
    whole(
      poolUpdateValues({ pool, at, changes: told.get(pool)?.get(placeText(at)) ?? [] }, slotStartMs(network, at.slot)),
    ),
});

const changesByPlace = (history: PlacedPoolHistory): ReadonlyMap<string, readonly PoolChange[]> =>
  new Map(
    poolChanges(history).flatMap(({ event, changes }) => {
      const at = history.events[event];
      return at === undefined ? [] : [[placeText(at), changes]];
    }),
  );

/** The changes that the pool's certificate at this place told. */
interface ToldCertificate {
  readonly pool: PoolId;
  readonly at: CertificatePosition;
  readonly changes: readonly PoolChange[];
}

/**
 * The feed of all pools has the pool in its keys too: after a roll backward another pool's certificate may stand at the
 * same place, and what one of the two documents removes must not be what the other wrote.
 */
export function poolUpdateValues({ pool, at, changes }: ToldCertificate, time: UnixMs): Values {
  const byKind = new Map<string, PoolChange>(changes.map((change) => [change.kind, change]));
  return new Map(
    Object.keys(TYPES).flatMap((kind): [string, JsonValue | null][] => {
      const change = byKind.get(kind);
      const entry = change === undefined ? null : poolUpdateRecord(pool, change, time);
      const key = `${placeText(at)}-${kind}`;
      return [
        [`all_pool_updates_blockfrost/${key}-${pool}`, entry],
        [`pool_updates_blockfrost/${pool}/${key}`, entry],
      ];
    }),
  );
}

/** The five types that clients know, by what happened. */
const TYPES = {
  registration: 'registration',
  pledge: 'pledge',
  margin: 'margin',
  cost: 'fixed',
  retirement: 'retire',
  'retirement-cancelled': 'retire',
} as const satisfies Readonly<Record<PoolChange['kind'], string>>;

/** Of one length, so that keys sort as the chain goes; the hyphens keep clients from taking them for numbers. */
const placeText = ({ slot, transactionIndex, certificateIndex }: CertificatePosition): string =>
  [`${slot}`.padStart(12, '0'), `${transactionIndex}`.padStart(5, '0'), `${certificateIndex}`.padStart(5, '0')].join(
    '-',
  );

/** The entry of clients.md 1.1, values as people read them (original.md 1.4). */
export type PoolUpdateRecord = ToldText & {
  readonly type: (typeof TYPES)[PoolChange['kind']];
  /** milliseconds */
  readonly time: UnixMs;
  readonly poolId: PoolId;
  readonly name: string;
  readonly ticker: string;
};

export const poolUpdateRecord = (pool: PoolId, change: PoolChange, time: UnixMs): PoolUpdateRecord => ({
  ...textOf(change),
  type: TYPES[change.kind],
  time,
  poolId: pool,
  name: NO_WORDS.name,
  ticker: NO_WORDS.ticker,
});

type ToldText = {
  readonly from: string;
  readonly to: string;
  /** a text, the app takes nothing else */
  readonly retiring_epoch?: string;
};

function textOf(change: PoolChange): ToldText {
  switch (change.kind) {
    case 'registration':
      return { from: '', to: '' };
    case 'pledge':
    case 'cost':
      return toldAmounts(change.from, change.to);
    case 'margin':
      return toldMargins(change.from, change.to);
    case 'retirement': {
      const epoch = `${change.retiringEpoch}`;
      return { from: `${change.instead ?? ''}`, to: epoch, retiring_epoch: epoch };
    }
    case 'retirement-cancelled': {
      // The app knows no type for it, and shows the epoch of a retirement as the text it is given: people read that it
      // is cancelled, and no program meets a type that it does not know.
      const epoch = `${change.retiringEpoch}`;
      return { from: epoch, to: 'cancelled', retiring_epoch: `${epoch} (cancelled)` };
    }
  }
}
