import type { LedgerArrival, PoolId } from '@pooltool/domain';
import { epochPlus } from '@pooltool/domain';
import { type Asset, defineAsset, meta } from '@pooltool/pipeline';
import { type FollowedEpoch, readArrival, readFollowedTotals, saveLedgerFacts } from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { arrivalMissing } from '../errors.ts';
import { blocksAsFollowed, feesAsFollowed } from '../followed-check.ts';
import { patient } from '../patience.ts';
import { lovelaceShown } from '../shown.ts';

interface Loaded {
  readonly arrival: LedgerArrival;
  /** what we counted of the epoch before, which the dump tells whole; null in epoch 0 */
  readonly followed: FollowedEpoch | null;
}

/** Pots and parameters in force in the partition's epoch, and the totals of the epoch before it, as the ledger has them. */
export const epochParams = (): Asset =>
  defineAsset<Loaded, LedgerArrival>({
    name: 'epoch_params',
    description:
      'Pots and parameters of the epoch, fees and blocks of the one before, checked against what we followed',
    partitions: epochs,
    automation: 'never',
    retry: patient,
    load: async ({ pool, partition }) => {
      const epoch = epochOf(partition);
      const arrival = await readArrival(pool, epoch);
      if (arrival === null) throw arrivalMissing({ message: `no ledger dump of epoch ${epoch} has arrived` });
      return { arrival, followed: epoch === 0 ? null : await readFollowedTotals(pool, epochPlus(epoch, -1)) };
    },
    compute: ({ arrival }) => arrival,
    save: (tx, arrival) => saveLedgerFacts(tx, arrival),
    metadata: ({ pots, feesPrevious, blocksPrevious, layout, parameters }) => ({
      reserves: lovelaceShown(pots.reserves),
      treasury: lovelaceShown(pots.treasury),
      fees: lovelaceShown(feesPrevious),
      blocks: meta.count(blocksOf(blocksPrevious)),
      pools: meta.count(blocksPrevious.size),
      layout: meta.text(layout),
      protocol: meta.text(`${parameters.protocolVersion.major}.${parameters.protocolVersion.minor}`),
    }),
    checks: [
      {
        name: 'blocks as followed',
        severity: 'blocking',
        check: ({ loaded: { arrival, followed } }) => blocksAsFollowed(arrival, followed),
      },
      {
        name: 'fees as followed',
        severity: 'blocking',
        check: ({ loaded: { arrival, followed } }) => feesAsFollowed(arrival, followed),
      },
    ],
  });

const blocksOf = (blocks: ReadonlyMap<PoolId, number>): number =>
  [...blocks.values()].reduce((sum, made) => sum + made, 0);
