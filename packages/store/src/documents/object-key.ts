import { mainnet } from '@pooltool/domain';
import { networkRoot } from './network-root.ts';

const MAINNET = networkRoot(mainnet);
const AT_THE_TOP = ['stats/', 'blockdata/', 'live_delegators_by_pool/'];

/**
 * Where a document lies in the bucket (clients.md 2, original.md 9.1): below its network's root; of mainnet, what
 * stands below one of these folders lies at the top, where the published clients have always read it.
 */
export const objectKey = (root: string, path: string): string =>
  root === MAINNET && AT_THE_TOP.some((folder) => path.startsWith(folder)) ? path : `${root}/${path}`;
