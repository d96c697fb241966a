import { type Epoch, earnedEpochOfSpendable, epoch, epochStartMs, type Network } from '@pooltool/domain';
import { defineSensor, type Sensor } from '@pooltool/pipeline';
import type { Clock } from '@pooltool/shared-utils/clock';
import { chainReach } from '@pooltool/store';
import { epochs } from './epoch-partitions.ts';

/** What CoinGecko tells whoever has no paid plan; of what is older, a person may ask. */
const HISTORY_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Asks for the prices at a payout as soon as the epoch that begins with it has a block on our chain. Payouts that we were
 * not there for are made up for, back to where this first looked; what is long gone is left to a person, and a chain whose
 * epochs lie in the future waits for them.
 */
export const payoutSensor = ({ network, clock }: { readonly network: Network; readonly clock: Clock }): Sensor =>
  defineSensor({
    name: 'payout',
    description: 'An epoch has begun on our chain, and with it rewards are paid: what does an ada cost?',
    intervalMs: 5_000,
    evaluate: async ({ cursor, pool }) => {
      const reach = await chainReach(pool);
      if (reach === null) return { skipReason: 'no chain is followed' };
      const { asked, earned } = payoutsToPrice({
        network,
        newest: reach.newestEpoch,
        asked: cursor === null ? null : epoch(Number(cursor)),
        nowMs: clock.now(),
      });
      return {
        requests: earned.map((of) => ({
          asset: 'exchange_rates',
          partition: epochs.key(of),
          runKey: `exchange_rates/${of}`,
        })),
        ...(asked === null ? {} : { cursor: `${asked}` }),
        skipReason: 'no epoch has begun since',
      };
    },
  });

/**
 * The earned epochs whose payouts are to be priced, and the spendable epoch up to which all were asked for then.
 * `asked`: up to where they had been; null: this is the first look, which asks for the newest alone.
 */
export function payoutsToPrice({
  network,
  newest,
  asked,
  nowMs,
}: {
  readonly network: Network;
  readonly newest: Epoch;
  readonly asked: Epoch | null;
  readonly nowMs: number;
}): { readonly earned: readonly Epoch[]; readonly asked: Epoch | null } {
  const first = asked === null ? newest : asked + 1;
  const begun = Array.from({ length: Math.max(newest - first + 1, 0) }, (_, index) => epoch(first + index)).filter(
    (spendable) => epochStartMs(network, spendable) <= nowMs,
  );
  return {
    asked: begun.at(-1) ?? asked,
    earned: begun
      .filter((spendable) => epochStartMs(network, spendable) >= nowMs - HISTORY_MS)
      .flatMap((spendable) => earnedEpochOfSpendable(spendable) ?? []),
  };
}
