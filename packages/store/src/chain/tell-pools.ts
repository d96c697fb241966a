import {
  type BlockFacts,
  type CertificatePosition,
  type PoolId,
  type PoolNotice,
  poolChanges,
  poolNotices,
  type TransactionId,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { type PlacedPoolHistory, poolHistories } from '../pools/pool-histories.ts';
import { chainReach } from './chain-reach.ts';

interface PlacedCertificate extends CertificatePosition {
  readonly pool: PoolId;
  readonly transactionId: TransactionId;
}

/** What is told of the pools' certificates in these blocks, which are written already. */
export async function poolNoticesOf(tx: Transaction, facts: readonly BlockFacts[]): Promise<PoolNotice[]> {
  const certificates = facts.flatMap(certificatesOf);
  if (certificates.length === 0) return [];
  const histories = await poolHistories(tx, [...new Set(certificates.map(({ pool }) => pool))]);
  const told = new Map([...histories].flatMap(([pool, history]) => newsOf(pool, history)));
  const all = certificates.flatMap((certificate) => {
    const news = told.get(placeOf(certificate));
    return news === undefined ? [] : poolNotices(certificate, news.event, news.changes);
  });
  const seemsNew = (notice: PoolNotice): boolean =>
    notice.kind === 'wallet_newpool' && histories.get(notice.subject)?.events[0]?.slot === notice.slot;
  return all.some(seemsNew) && !(await olderPoolsAreKnown(tx)) ? all.filter((notice) => !seemsNew(notice)) : all;
}

/**
 * Whether a pool of which we know nothing is new. Where our chain began in the middle and no snapshot was loaded yet, it
 * may be as old as the chain, and a false newcomer could not be taken back.
 */
async function olderPoolsAreKnown(tx: Transaction): Promise<boolean> {
  const reach = await chainReach(tx);
  if (reach?.fromGenesis === true) return true;
  const { rowCount } = await tx.query(`select from snapshot_epoch limit 1`);
  return rowCount === 1;
}

function certificatesOf({ block, poolRegistrations, poolRetirements }: BlockFacts): PlacedCertificate[] {
  const transactions = new Map(block.transactions.map(({ index, id }) => [index, id]));
  return [
    ...poolRegistrations.map(({ pool, ...at }) => ({ ...at, pool: pool.poolId })),
    ...poolRetirements.map(({ poolId, ...at }) => ({ ...at, pool: poolId })),
  ].flatMap(({ pool, slot, transactionIndex, certificateIndex }) => {
    const transactionId = transactions.get(transactionIndex);
    return transactionId === undefined ? [] : [{ pool, slot, transactionIndex, certificateIndex, transactionId }];
  });
}

const newsOf = (pool: PoolId, history: PlacedPoolHistory) =>
  poolChanges(history).flatMap(({ event: index, changes }) => {
    const event = history.events[index];
    return event === undefined ? [] : [[placeOf({ ...event, pool }), { event, changes }] as const];
  });

const placeOf = ({ pool, slot, transactionIndex, certificateIndex }: CertificatePosition & { readonly pool: PoolId }) =>
  `${pool}/${slot}/${transactionIndex}/${certificateIndex}`;
