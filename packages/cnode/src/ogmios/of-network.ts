import type { Network } from '@pooltool/domain';
import { ogmiosOfOtherNetwork } from './errors.ts';
import type { CallOptions, Ogmios } from './ogmios.ts';

/** What is asked of a node and told onward as our network's. */
export type OgmiosOfNetwork = Pick<Ogmios, 'epoch' | 'dump' | 'projectedRewards' | 'atPoint' | 'network' | 'close'>;

/**
 * The same Ogmios, whose node has to be of our network each time it is asked: neither a ledger dump nor a ranking says of which
 * network it is, and another one may stand behind the same address tomorrow. With a greater epoch it would be the newest for ever.
 * Each call may also fail with POOLTOOL_OGMIOS_OF_OTHER_NETWORK (retry).
 */
export function ofNetwork(ogmios: Ogmios, { name, magic }: Pick<Network, 'name' | 'magic'>): OgmiosOfNetwork {
  async function demand({ signal }: Pick<CallOptions, 'signal'> = {}): Promise<void> {
    const found = await ogmios.network.genesisConfiguration('shelley', signal === undefined ? {} : { signal });
    if (found.magic === magic) return;
    throw ogmiosOfOtherNetwork({
      message: `Ogmios speaks for a node of the network with magic ${found.magic}; NETWORK says ${name}, magic ${magic}`,
      details: { found: found.magic, wanted: magic },
    });
  }
  return {
    network: ogmios.network,
    close: ogmios.close,
    async epoch(options) {
      await demand(options);
      return ogmios.epoch(options);
    },
    async dump(to, options) {
      await demand(options);
      return ogmios.dump(to, options);
    },
    async projectedRewards(of, options) {
      await demand(options);
      return ogmios.projectedRewards(of, options);
    },
    async atPoint(point, ask, options) {
      await demand(options);
      return ogmios.atPoint(point, ask, options);
    },
  };
}
