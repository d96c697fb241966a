import type { Network } from '@pooltool/domain';
import { toHex } from '@pooltool/shared-utils/crypto';
import type { PoolKeys } from '../../identity.ts';
import type { Random } from '../../random.ts';
import type { Elections } from './elections.ts';
import { lieAbout } from './lies.ts';
import type { NetworkBlock } from './network-block.ts';
import { FAITHFUL, type NetworkReporter } from './reporters.ts';
import type { TipNetworkSettings } from './settings.ts';
import { type NetworkTip, seenBlock, tipTold } from './tip-told.ts';

export interface Telling {
  readonly network: Network;
  readonly elections: Elections;
  readonly reporters: readonly NetworkReporter[];
  readonly settings: TipNetworkSettings;
}

/** All that is ever reported of a block, true and untrue, in no order. */
export function tipsOfBlock(telling: Telling, block: NetworkBlock, random: Random): NetworkTip[] {
  const { reporters, settings } = telling;
  const truths = reporters.flatMap((by, index) =>
    index < settings.makers + FAITHFUL || hears(by, block, settings.heard, random)
      ? truthsTold(telling, by, block, random)
      : [],
  );
  return [...truths, ...liesTold(telling, block, random)];
}

function hears({ silent }: NetworkReporter, { block }: NetworkBlock, heard: number, random: Random): boolean {
  return random.chance(heard) && !(silent !== null && block.height >= silent.from && block.height <= silent.to);
}

/** A report, and now and then the same once more, as some programs send it without anything being new. */
function truthsTold(
  { network, settings }: Telling,
  by: NetworkReporter,
  block: NetworkBlock,
  random: Random,
): NetworkTip[] {
  const delayMs = by.pool === block.producer ? random.between(5, 60) : by.latencyMs + random.between(0, 500);
  const lateMs = random.chance(settings.late) ? random.between(30_000, 120_000) : 0;
  const onTheWayMs = random.between(20, 300) + lateMs;
  const seen = seenBlock(block);
  const told = tipTold(network, by, seen, { delayMs, onTheWayMs });
  if (!random.chance(settings.repeated)) return [told];
  return [told, tipTold(network, by, seen, { delayMs, onTheWayMs: onTheWayMs + random.between(5_000, 20_000) })];
}

/** One lie, told by several liars of different pools as if they had seen it. They report the truth beside it. */
function liesTold(
  { network, elections, reporters, settings }: Telling,
  block: NetworkBlock,
  random: Random,
): NetworkTip[] {
  if (!random.chance(settings.lies)) return [];
  const kind = random.pick(settings.lieKinds);
  const seen = kind === undefined ? null : lieAbout(kind, { block, elections, random });
  if (kind === undefined || seen === null) return [];
  const accomplice = elections.makers.find(({ keys }) => kind === 'withheld' && isKeyOf(keys, seen.issuerKey));
  const from = random.between(0, reporters.length);
  const liars = new Map(
    [...reporters.slice(from), ...reporters.slice(0, from)]
      // What its maker says of a block makes no witness; but nobody shows a proof that its maker kept to himself.
      .filter(({ lies, pool }) => lies && elections.makers.every(({ keys }) => keys.poolId !== pool))
      .map((by) => [by.pool, by]),
  );
  const tellers = [...reporters.filter(({ pool }) => pool === accomplice?.keys.poolId), ...liars.values()];
  return tellers.slice(0, settings.tellers).map((by) =>
    tipTold(
      network,
      { ...by, client: 'cncli', clockMs: 0 },
      seen,
      // Slower than any truth of the same node: what it says first of a block stands.
      { delayMs: 2_000 + random.between(0, 500), onTheWayMs: random.between(20, 300) + LATEST_TRUTH_MS, lie: kind },
    ),
  );
}

const isKeyOf = ({ coldKey }: PoolKeys, issuerKey: string | null): boolean => toHex(coldKey) === issuerKey;

const LATEST_TRUTH_MS = 125_000;
