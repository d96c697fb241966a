import type { PlaceKey } from '@pooltool/store/pipeline';

/**
 * The runs that ledger dumps of these epochs lead to, when everything goes right (ARCHITECTURE.md, what happens to one
 * epoch): parameters of M, the snapshots active in M−1, M and M+1, the forecast of M−1, the rewards of M−2 and what follows
 * from them.
 */
export function expectedRuns(dumpEpochs: readonly number[]): PlaceKey[] {
  const dumped = new Set(dumpEpochs);
  const active = new Set(dumpEpochs.flatMap((of) => [of - 1, of, of + 1]).filter((of) => of >= 0));
  const paid = [...active].filter((of) => dumped.has(of + 1) && dumped.has(of + 2));
  const places = (asset: string, epochs: Iterable<number>): PlaceKey[] =>
    [...epochs].map((of) => ({ asset, partition: String(of) }));
  return [
    ...places('epoch_params', dumped),
    ...places('stake_snapshot', active),
    ...places('loyalty', active),
    ...places(
      'pools_without_blocks',
      [...active].filter((of) => dumped.has(of + 1)),
    ),
    ...['rewards_forecast', 'reward_pivot', 'reward_export'].flatMap((asset) =>
      places(
        asset,
        [...active].filter((of) => dumped.has(of + 1)),
      ),
    ),
    ...['rewards', 'averages', 'ros_histograms', 'reward_notices'].flatMap((asset) => places(asset, paid)),
  ];
}
