import { readFile } from 'node:fs/promises';
import { KNOWN_NETWORKS, type Network, networkFromText } from '@pooltool/domain';
import { setting } from '@pooltool/shared-utils/config';
import { networkInvalid } from './errors.ts';

/** Which network a daemon works for; `networkOf` makes the network of it. */
export const networkSettings = {
  NETWORK: setting.string({
    says: 'mainnet, preprod, preview, or the path of a network/1 file that describes a private network',
    default: 'mainnet',
  }),
};

/** @throws POOLTOOL_NETWORK_INVALID (halt) for a name nobody knows or a file that is not network/1. */
export async function networkOf(nameOrPath: string): Promise<Network> {
  const known = KNOWN_NETWORKS.find(({ name }) => name === nameOrPath);
  if (known !== undefined) return known;
  try {
    return networkFromText(await readFile(nameOrPath, 'utf8'));
  } catch (cause) {
    throw networkInvalid({
      message: `NETWORK=${nameOrPath} is neither ${KNOWN_NETWORKS.map(({ name }) => name).join(', ')} nor a readable network/1 file`,
      cause,
    });
  }
}
