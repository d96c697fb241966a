import { subjectOf } from '@pooltool/domain';
import { reservesDuring } from '@pooltool/store/documents';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** Lovelace outside the reserves during an epoch: what the app takes the staked share of. */
export const circulatingSupply = family({
  kind: 'circulating_supply',
  read: subjectOf.epoch,
  load: reservesDuring,
  draw: (of, reserves, network) => {
    const found = reserves.get(of);
    return oneValue(`circulating_supply/${of}`, found === undefined ? null : network.maxLovelaceSupply - found);
  },
});
