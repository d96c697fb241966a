import { mainnet } from '@pooltool/domain';
import { networkRoot } from './network-root.ts';

const MAINNET = networkRoot(mainnet);

/**
 * Where a document lies in the bucket (clients.md 2, original.md 9.1): below its network's root; of mainnet, what stands
 * below `stats/` lies at the top, where the published clients have always read it.
 */
export const objectKey = (root: string, path: string): string =>
  root === MAINNET && path.startsWith('stats/') ? path : `${root}/${path}`;
