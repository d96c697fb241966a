import type { Contest } from '@pooltool/domain';
import type { ExpectedHeight, TipNetwork } from '@pooltool/simulator/tip-network';
import { type Heard, SETTLE_BLOCKS } from './network-stage.ts';

/** What of a height nobody may change by lying: everything but counts, and blocks that are not even likely. */
export type Result = ExpectedHeight & { readonly settled: boolean };

export const resultOf = ({ height, kinds, isSlotBattle, hidden, settled, candidates }: Contest): Result => ({
  height,
  kinds,
  isSlotBattle,
  hidden: hidden.map(({ hash }) => hash),
  settled,
  candidates: candidates.flatMap(({ producer, standing, ...one }) =>
    standing === 'unconfirmed' || producer === null
      ? []
      : [
          {
            producer,
            hash: one.hash,
            slot: one.slot,
            kinds: one.kinds,
            predicted: one.predicted,
            chained: one.chained ?? one.held,
            held: one.held,
            lowestBlockVrf: one.lowestBlockVrf,
            lowestLeaderVrf: one.lowestLeaderVrf,
          },
        ],
  ),
});

/** Of all heights at which anything is likely. */
export const resultsOf = ({ contests }: Heard): Result[] =>
  [...contests.values()].map(resultOf).filter(({ candidates }) => candidates.length > 0);

/** The simulation's truth, in the same words. */
export function expectedResults({ expected }: TipNetwork): Result[] {
  const tip = expected.at(-1)?.height ?? 0;
  return expected.map((height) => ({ ...height, settled: height.height <= tip - SETTLE_BLOCKS }));
}

/** What nodes say of a block, counted by hand: of each the report that came first. */
export function countedTruth(network: TipNetwork, hash: string) {
  const block = network.episodes.flatMap(({ blocks }) => blocks).find((one) => one.block.hash === hash);
  if (block === undefined) throw new Error(`nobody made ${hash}`);
  const startMs = network.network.systemStartMs + block.block.slot * 1_000;
  const tips = network.tipsOf(block).filter(({ lie }) => lie === null);
  const first = new Map<string, { readonly pool: string; readonly at: number; readonly delay: number }>();
  for (const { message } of tips) {
    const who = `${message.reporter.pool}#${message.reporter.node}`;
    const had = first.get(who);
    if (had !== undefined && had.at <= message.receivedAt) continue;
    const delay = (message.at ?? 0) - startMs;
    first.set(who, { pool: message.reporter.pool, at: message.receivedAt, delay });
  }
  const delays = [...first.values()].map(({ delay }) => delay).filter((delay) => Math.abs(delay) <= 5_000);
  const sorted = delays.sort((one, other) => one - other);
  const pools = new Set([...first.values()].map(({ pool }) => pool));
  pools.delete(block.producer);
  return {
    counts: {
      reports: first.size,
      witnesses: pools.size,
      medianDelayMs: sorted[Math.ceil(sorted.length / 2) - 1] ?? null,
    },
    delays: new Map([...first].map(([who, { delay }]) => [who, delay])),
  };
}
