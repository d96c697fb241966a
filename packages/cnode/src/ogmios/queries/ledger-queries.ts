import type { CallOptions, LedgerQueries } from '../ogmios.ts';
import type { Query } from '../wire/query.ts';
import { isMethodUnknown } from '../wire/rpc-error.ts';
import { nonces, operationalCertificates } from './consensus.ts';
import { dump } from './dump.ts';
import { eraStart, eraSummaries } from './eras.ts';
import { liveStakeDistribution } from './live-stake.ts';
import { ledgerEpoch, ledgerTip } from './points.ts';
import { treasuryAndReserves } from './pots.ts';
import { projectedRewards } from './projected-rewards.ts';
import { protocolParameters } from './protocol-parameters.ts';
import { rewardAccountSummaries } from './reward-accounts.ts';
import { rewardsProvenance } from './rewards-provenance.ts';
import { stakePools } from './stake-pools.ts';
import { stakePoolsPerformances, stakePoolsPerformancesOld } from './stake-pools-performances.ts';

export type Ask = <Answer>(query: Query<Answer>, options: CallOptions | undefined) => Promise<Answer>;

/** The ledger's questions, asked by whatever `ask` is: the shared socket, or one with an acquired state. */
export const ledgerQueries = (ask: Ask): LedgerQueries => ({
  tip: (options) => ask(ledgerTip, options),
  epoch: (options) => ask(ledgerEpoch, options),
  eraStart: (options) => ask(eraStart, options),
  eraSummaries: (options) => ask(eraSummaries, options),
  protocolParameters: (options) => ask(protocolParameters, options),
  treasuryAndReserves: (options) => ask(treasuryAndReserves, options),
  stakePools: (options = {}) => ask(stakePools(options), options),
  rewardsProvenance: (options) => ask(rewardsProvenance, options),
  stakePoolsPerformances: (options) =>
    ask(stakePoolsPerformances, options).catch((error: unknown) => {
      if (isMethodUnknown(error)) return ask(stakePoolsPerformancesOld, options);
      throw error;
    }),
  liveStakeDistribution: (options) => ask(liveStakeDistribution, options),
  projectedRewards: (of, options) => ask(projectedRewards(of), options),
  rewardAccountSummaries: (credentials, options) => ask(rewardAccountSummaries(credentials), options),
  operationalCertificates: (options) => ask(operationalCertificates, options),
  nonces: (options) => ask(nonces, options),
  dump: (to, options) => ask(dump(to), options),
});
