import type { PoolChange } from '../pools/pool-changes.ts';
import type { PoolEvent } from '../pools/pool-parameters.ts';
import type { PoolId, TransactionId } from '../units/hashes.ts';
import { type Ratio, ratioText } from '../units/ratio.ts';
import type { Epoch, Slot } from '../units/time.ts';
import type { NoticeOf } from './notice-of.ts';

/** A pool's certificate by what stays the same when a fork moves its transaction into another block. */
export interface ToldCertificate {
  readonly transactionId: TransactionId;
  readonly certificateIndex: number;
  readonly pool: PoolId;
  /** of the block it is in now */
  readonly slot: Slot;
}

/** What a pool that registers promises. Lovelace. */
export interface PromisedParameters {
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin: Ratio;
}

/** `epoch_effective`: the first epoch whose blocks it may make. The historic name; its payload was never read. */
export type NewPoolNotice = NoticeOf<
  'wallet_newpool',
  {
    readonly pool: PoolId;
    readonly epoch_effective: Epoch;
    readonly pledge: string;
    readonly cost: string;
    readonly margin: string;
  }
>;

/** One of these stands in `change`. Values as text: lovelace in decimal, a margin as n/d. */
export type ChangedValue = {
  /** the first epoch whose blocks and rewards go by the new value (effective-epochs.ts: `blocks`) */
  readonly epoch_effective: Epoch;
  readonly old_value: string;
  readonly new_value: string;
};

/** Exactly one of the three is there (operators.md 1.5). */
export type PoolChangeNotice = NoticeOf<
  'wallet_poolchange',
  {
    readonly pool: PoolId;
    readonly change:
      | { readonly pledge: ChangedValue }
      | { readonly cost: ChangedValue }
      | { readonly margin: ChangedValue };
  }
>;

/** `retiring_epoch`: the pool is gone when it begins. `instead`: what an earlier certificate had named, or null. */
export type RetirementNotice = NoticeOf<
  'pool_retirement',
  { readonly pool: PoolId; readonly retiring_epoch: Epoch; readonly instead: Epoch | null }
>;

/** `retiring_epoch`: when it would have been gone. */
export type RetirementCancelledNotice = NoticeOf<
  'pool_retirement_cancelled',
  { readonly pool: PoolId; readonly retiring_epoch: Epoch }
>;

export type PoolNotice = NewPoolNotice | PoolChangeNotice | RetirementNotice | RetirementCancelledNotice;

/** What one certificate told that was new, as notices: one for each change. */
export const poolNotices = (
  certificate: ToldCertificate,
  event: PoolEvent<PromisedParameters>,
  changes: readonly PoolChange[],
): PoolNotice[] =>
  changes.flatMap((change): PoolNotice[] => {
    if (change.kind !== 'registration') return [changeNotice(certificate, change)];
    return event.kind === 'registration' ? [newPoolNotice(certificate, event.parameters, change.effective.blocks)] : [];
  });

const newPoolNotice = (
  certificate: ToldCertificate,
  { pledge, cost, margin }: PromisedParameters,
  epoch_effective: Epoch,
): NewPoolNotice => ({
  ...about(certificate, 'wallet_newpool'),
  payload: {
    pool: certificate.pool,
    epoch_effective,
    pledge: `${pledge}`,
    cost: `${cost}`,
    margin: ratioText(margin),
  },
});

function changeNotice(
  certificate: ToldCertificate,
  change: Exclude<PoolChange, { readonly kind: 'registration' }>,
): PoolNotice {
  const { pool } = certificate;
  switch (change.kind) {
    case 'pledge':
    case 'cost':
    case 'margin': {
      const notice = about(certificate, 'wallet_poolchange');
      return { ...notice, key: `${notice.key}:${change.kind}`, payload: { pool, change: changeOf(change) } };
    }
    case 'retirement':
      return {
        ...about(certificate, 'pool_retirement'),
        payload: { pool, retiring_epoch: change.retiringEpoch, instead: change.instead },
      };
    case 'retirement-cancelled':
      return {
        ...about(certificate, 'pool_retirement_cancelled'),
        payload: { pool, retiring_epoch: change.retiringEpoch },
      };
  }
}

const about = <const Kind extends PoolNotice['kind']>(
  { transactionId, certificateIndex, pool, slot }: ToldCertificate,
  kind: Kind,
) => ({ key: `${kind}:${transactionId}:${certificateIndex}`, kind, subject: pool, slot });

type ValueChange = Extract<PoolChange, { readonly kind: 'pledge' | 'cost' | 'margin' }>;

function changeOf(change: ValueChange): PoolChangeNotice['payload']['change'] {
  const values = (old_value: string, new_value: string): ChangedValue => ({
    epoch_effective: change.effective.blocks,
    old_value,
    new_value,
  });
  switch (change.kind) {
    case 'pledge':
      return { pledge: values(`${change.from}`, `${change.to}`) };
    case 'cost':
      return { cost: values(`${change.from}`, `${change.to}`) };
    case 'margin':
      return { margin: values(ratioText(change.from), ratioText(change.to)) };
  }
}
