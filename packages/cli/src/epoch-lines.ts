import { table } from '@pooltool/domain';
import { type GridStatus, needLabel, type Registry } from '@pooltool/pipeline';

/** Each need with which of its partitions: 'epoch_params +1…+2', 'stake_snapshot'. */
export const assetList = (grid: GridStatus, registry: Registry) =>
  grid.map(({ asset, description, checks }) => ({
    asset,
    description,
    needs: registry.asset(asset).needs.map((need) => `${need.asset} ${needLabel(need)}`.trim()),
    checks,
  }));

export const assetLines = (assets: ReturnType<typeof assetList>): string[] =>
  assets.flatMap(({ asset, description, needs, checks }) => [
    asset,
    `  ${description}`,
    `  made from ${needs.length === 0 ? 'what arrives' : needs.join(', ')}`,
    ...(checks.length === 0 ? [] : [`  checked: ${checks.join('; ')}`]),
  ]);

/** Assets down, epochs across, the latest first. */
export function gridLines(grid: GridStatus, last: number): string[] {
  const epochs = (grid[0]?.cells ?? [])
    .map(({ partition }) => partition)
    .slice(-last)
    .reverse();
  if (epochs.length === 0) return ['nothing was asked for yet'];
  const rows = grid.map(({ asset, cells }) => {
    const states = new Map(cells.map(({ partition, state }) => [partition, state]));
    return [asset, ...epochs.map((epoch) => states.get(epoch) ?? 'missing')];
  });
  return table([['asset', ...epochs], ...rows]);
}
