import { basename } from 'node:path';
import { epochOfSlot, type Network, slot } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Progress } from './replay.ts';

const TOLD_EVERY_MS = 2_000;

/** Tells a person how far a replay is, every other second. The epoch is told where the network is known. */
export function progressTeller(
  tell: (line: string) => void,
  { clock, network }: { readonly clock: Clock; readonly network: Network | null },
): (progress: Progress) => void {
  let toldMs = clock.now();
  return (progress) => {
    if (clock.now() - toldMs < TOLD_EVERY_MS) return;
    toldMs = clock.now();
    tell(progressLine(progress, network));
  };
}

export function progressLine({ file, taken, blocksPerSecond }: Progress, network: Network | null): string {
  const { tip, recorded } = taken;
  return [
    basename(file),
    tip === null ? 'nothing new yet' : `height ${tip.height}`,
    ...(tip === null || network === null ? [] : [`epoch ${epochOfSlot(network, slot(tip.slot))}`]),
    `${recorded} recorded`,
    `${Math.round(blocksPerSecond)} blocks/s`,
  ].join(', ');
}
