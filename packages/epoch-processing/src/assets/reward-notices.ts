import {
  credentialText,
  type Epoch,
  epochStartMs,
  epochSummary,
  firstSlotOf,
  type Network,
  type Payout,
  type PayoutNotice,
  rewardNotice,
  rewardsPaid,
  spendableEpochOf,
} from '@pooltool/domain';
import { type Asset, defineAsset, meta, need, type RunContext } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Clock } from '@pooltool/shared-utils/clock';
import { encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { followedRewards, lifetimePaid, newestPaidEpoch, readPots, tellPayout } from '@pooltool/store';
import { openArchive } from '@pooltool/store/archive';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { inputsMissing } from '../errors.ts';
import { patient } from '../patience.ts';
import { type PayoutNews, payoutNews } from '../payout-news.ts';

export interface RewardNoticesParts {
  readonly network: Network;
  /** where archived epochs lie */
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** after the payout; later it is no news */
  readonly tellWithinMs: number;
}

interface Tidings {
  readonly payout: Payout;
  readonly news: PayoutNews;
  /** empty when it is no news */
  readonly notices: readonly PayoutNotice[];
}

/** Tells of the payout of what was earned in the partition's epoch: everybody who follows an account, once. */
export const rewardNotices = (parts: RewardNoticesParts): Asset => {
  const archive = openArchive(parts.objects);
  return defineAsset<Tidings, Tidings>({
    name: 'reward_notices',
    description: 'Tells of the payout of what was earned in the epoch: everybody who follows an account, once',
    partitions: epochs,
    retry: patient,
    needs: [
      need('rewards'),
      // What an epoch's summary shows is there when it is told, as far as it is on its way.
      need('averages', { optional: true }),
      need('rewards_forecast', { offset: 1, optional: true }),
    ],
    load: async ({ pool, partition, signal }) => {
      const earned = epochOf(partition);
      const payout = { earned, slot: firstSlotOf(parts.network, spendableEpochOf(earned)) };
      const news = await judged(pool, parts, earned);
      return { payout, news, notices: news.told ? await noticesOf(parts, payout, { pool, archive, signal }) : [] };
    },
    compute: (tidings) => tidings,
    save: async (tx, { payout, notices }, { log }) => {
      // A later payout may have become known since.
      const news = await judged(tx, parts, payout.earned);
      const done = news.told && notices.length > 0 ? await tellPayout(tx, payout, notices) : NOTHING_DONE;
      log.info({ ...done, ...news }, 'reward-notices.told');
    },
    metadata: ({ news, notices }) => ({
      news: meta.text(news.told ? 'yes' : news.because),
      accounts: meta.count(notices.filter(({ kind }) => kind === 'reward').length),
    }),
  });
};

const NOTHING_DONE = { enqueued: 0, restated: 0, withdrawn: 0 } as const;

const judged = async (
  db: Queryable,
  { network, clock, tellWithinMs }: RewardNoticesParts,
  earned: Epoch,
): Promise<PayoutNews> =>
  payoutNews({
    earned,
    newestPaid: await newestPaidEpoch(db),
    paidAtMs: epochStartMs(network, spendableEpochOf(earned)),
    nowMs: clock.now(),
    withinMs: tellWithinMs,
  });

async function noticesOf(
  { network }: RewardNoticesParts,
  payout: Payout,
  { pool, archive, signal }: Pick<RunContext, 'pool' | 'signal'> & { archive: ReturnType<typeof openArchive> },
): Promise<PayoutNotice[]> {
  const spendable = spendableEpochOf(payout.earned);
  const pots = await readPots(pool, spendable);
  if (pots === null) throw inputsMissing({ message: `missing: pots of epoch ${spendable}` });
  const followed = await followedRewards(pool, payout.earned);
  const lifetimes = await lifetimePaid(
    { db: pool, archive, signal },
    { credentials: followed.map(({ credential }) => credential), through: payout.earned },
  );
  const addressNetwork = network.address.networkId === 1 ? 'mainnet' : 'testnet';
  return [
    rewardsPaid(payout),
    epochSummary(payout, pots.reserves),
    ...followed.map(({ credential, pools }) =>
      rewardNotice(payout, {
        credential,
        pools,
        address: encodeStakeAddress(credential, addressNetwork),
        lifetime: lifetimes.get(credentialText(credential)) ?? 0n,
      }),
    ),
  ];
}
