export const partitionPath = ({ asset, partition }: { readonly asset: string; readonly partition: string }): string =>
  `/partitions/${encodeURIComponent(asset)}/${encodeURIComponent(partition)}`;

export const assetPath = (asset: string): string => `/assets/${encodeURIComponent(asset)}`;
