import { type Network, slotStartMs, type Tip } from '@pooltool/domain';
import type { Episode } from './episodes.ts';
import { type NetworkBlock, tipOf } from './network-block.ts';
import type { NetworkTip } from './tip-told.ts';

/** What reaches the backend: reports from everywhere, and from our own node the chain. */
export type NetworkEvent = { readonly atMs: number } & (
  | { readonly kind: 'tip'; readonly tip: NetworkTip }
  | { readonly kind: 'forward'; readonly block: NetworkBlock }
  /** null: before the first block */
  | { readonly kind: 'backward'; readonly to: Tip | null }
);

const SEEN_AFTER_MS = 400;
const CHANGED_AFTER_MS = 900;

/** In the order of their time. A late report comes when episodes have gone by: so no more is kept than what is on its way. */
export function* networkEvents(
  network: Network,
  episodes: readonly Episode[],
  tipsOf: (block: NetworkBlock) => readonly NetworkTip[],
): Generator<NetworkEvent, void, undefined> {
  let waiting: NetworkEvent[] = [];
  let tip: Tip | null = null;
  for (const episode of episodes) {
    const began = Math.min(...episode.blocks.map(({ block }) => slotStartMs(network, block.slot)));
    const later = waiting.findIndex(({ atMs }) => atMs >= began);
    yield* waiting.splice(0, later < 0 ? waiting.length : later);
    const tips = episode.blocks.flatMap(tipsOf);
    waiting = [
      ...waiting,
      ...chainEvents(network, episode, tip),
      ...tips.map((told): NetworkEvent => ({ kind: 'tip', tip: told, atMs: told.message.receivedAt })),
    ].sort((one, other) => one.atMs - other.atMs);
    for (const block of episode.standing) tip = tipOf(block);
  }
  yield* waiting;
}

/** Our node goes with what it has seen first, and over to what stands when all blocks of the episode are there. */
export function chainEvents(network: Network, { blocks, standing, undone }: Episode, tip: Tip | null): NetworkEvent[] {
  const seenAt = ({ block }: NetworkBlock): number => slotStartMs(network, block.slot) + SEEN_AFTER_MS;
  if (undone === null) return standing.map((block) => ({ kind: 'forward', block, atMs: seenAt(block) }));
  const atMs = Math.max(...blocks.map(seenAt)) + CHANGED_AFTER_MS;
  return [
    { kind: 'forward', block: undone, atMs: seenAt(undone) },
    { kind: 'backward', to: tip, atMs },
    ...standing.map((block): NetworkEvent => ({ kind: 'forward', block, atMs })),
  ];
}
