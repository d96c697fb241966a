import type { Epoch, Network } from '@pooltool/domain';
import type { SpanWidth } from '@pooltool/store/archive';

/** Where the export lies for everybody (original.md 4.3): mainnet's at the root, another network's below its name. */
export const exportKey = (network: Network, earned: Epoch, ending: 'csv' | 'parquet'): string =>
  `${network.name === 'mainnet' ? '' : `${capital(network.name)}/`}stats/allrewards${earned}.${ending}`;

/** Folder of a span: one an epoch for analysts, who find `epoch=` there; the copies in the order of keys beside it. */
export const spanFolder = (
  { name }: Network,
  { firstEpoch, epochs }: { readonly firstEpoch: Epoch; readonly epochs: SpanWidth },
): string =>
  epochs === 1
    ? `archive/${name}/account_history/epoch=${firstEpoch}`
    : `archive/${name}/account_history_by_key/epochs=${epochs}/first_epoch=${firstEpoch}`;

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
