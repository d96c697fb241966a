import { decodeLiveStakeFile, type LiveStakeFile } from '@pooltool/codec';
import {
  credentialText,
  delegatorsHashes,
  type EcosystemFigures,
  ecosystemFigures,
  type LiveStakeArrival,
  liveSnapshotOf,
  type Network,
} from '@pooltool/domain';
import { poolStakesOf, repeatedDelegators } from '@pooltool/domain/rewards';
import { type Asset, defineAsset, meta, singlePartition } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Clock } from '@pooltool/shared-utils/clock';
import { type LivePoolRow, readLiveArrival, saveLiveStake } from '@pooltool/store';
import { arrivalMissing, liveStakeWrong } from '../errors.ts';
import { patient } from '../patience.ts';
import { lovelaceShown } from '../shown.ts';
import { fetchFile } from '../snapshot-files.ts';

interface Loaded {
  readonly arrival: LiveStakeArrival;
  readonly ledger: LiveStakeFile;
}

interface Computed extends Loaded {
  readonly pools: readonly LivePoolRow[];
  readonly figures: EcosystemFigures;
}

/**
 * The stake of the present, in one piece: only the newest generation is kept, and its figures in `stats_history`. It is asked for
 * by what arrives. Made of what arrived last when it runs, so that a worker that was away loads one generation and not a day of them.
 */
export const liveStake = ({
  network,
  objects,
  clock,
  tellWithinMs,
}: {
  readonly network: Network;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly tellWithinMs: number;
}): Asset =>
  defineAsset<Loaded, Computed>({
    name: 'live_stake',
    description: 'Who delegates how much to whom now, and the network in figures',
    partitions: singlePartition(),
    automation: 'never',
    retry: patient,
    heavy: true,
    load: async ({ pool }) => {
      const arrived = await readLiveArrival(pool);
      if (arrived === null) throw arrivalMissing({ message: 'no live stake has arrived' });
      const { arrival } = arrived;
      const ledger = decodeLiveStakeFile(await fetchFile(objects, arrival.file));
      demandAsSaid(arrival, ledger, network);
      return { arrival, ledger };
    },
    compute: (loaded) => ({ ...loaded, ...liveFiguresOf(loaded.ledger, network) }),
    save: async (tx, { ledger, pools, figures, arrival }, { log }) => {
      const { file, takenAtMs } = arrival;
      const tellFromMs = clock.now() - tellWithinMs;
      const saved = await saveLiveStake(tx, { ledger, pools, figures, takenAtMs, sha256: file.sha256, tellFromMs });
      log.info({ ...saved, epoch: ledger.place.epoch, blocks: ledger.place.blocks }, 'live-stake.saved');
    },
    metadata: ({ ledger, figures, arrival }) => ({
      epoch: meta.count(ledger.place.epoch),
      blocks: meta.count(ledger.place.blocks),
      delegators: meta.count(ledger.delegators.count),
      pools: meta.count(ledger.pools.length),
      left_out: meta.count(ledger.leftOut),
      total_staked: lovelaceShown(figures.totalStaked),
      saturation: lovelaceShown(figures.saturation),
      sha256: meta.text(arrival.file.sha256),
    }),
  });

/** What the arrival said and what the file says are of one ledger state. @throws POOLTOOL_LIVE_STAKE_WRONG (reject) */
function demandAsSaid({ place, delegators, pools }: LiveStakeArrival, ledger: LiveStakeFile, network: Network): void {
  const said = [network.name, network.magic, place.epoch, place.blocks, delegators, pools];
  const { epoch, blocks } = ledger.place;
  const is = [ledger.network, ledger.magic, epoch, blocks, ledger.delegators.count, ledger.pools.length];
  if (said.join() !== is.join()) {
    throw liveStakeWrong({
      message: `network, magic, epoch, blocks, delegators, pools: the arrival says ${said.join(', ')}, the file ${is.join(', ')}`,
    });
  }
}

/** @throws POOLTOOL_LIVE_STAKE_WRONG (reject) when an account stands there twice; InvalidValue for more money than there is */
export function liveFiguresOf(
  ledger: LiveStakeFile,
  { maxLovelaceSupply }: Network,
): Pick<Computed, 'pools' | 'figures'> {
  const snapshot = liveSnapshotOf(ledger, maxLovelaceSupply);
  const repeated = repeatedDelegators(snapshot.delegators);
  const [first] = repeated;
  if (first !== undefined) {
    throw liveStakeWrong({ message: `${repeated.length} accounts stand there twice: ${credentialText(first)} …` });
  }
  const { stake, ownerStake, delegatorCount } = poolStakesOf(snapshot);
  const hashes = delegatorsHashes(snapshot.delegators, ledger.pools.length);
  const pools = ledger.pools.map((pool, index) => ({
    pool: pool.poolId,
    stake: stake[index] ?? 0n,
    ownerStake: ownerStake[index] ?? 0n,
    pledge: pool.pledge,
    cost: pool.cost,
    margin: pool.margin,
    delegators: delegatorCount[index] ?? 0,
    delegatorsHash: hashes[index] ?? 0,
  }));
  const { reserves } = ledger.pots;
  const { optimalPoolCount } = ledger;
  return { pools, figures: ecosystemFigures(pools, { maxSupply: maxLovelaceSupply, reserves, optimalPoolCount }) };
}
