import {
  calculationEpochOf,
  type Epoch,
  type LedgerArrival,
  lovelace,
  type Network,
  type Pots,
} from '@pooltool/domain';
import type { RewardInputs } from '@pooltool/domain/rewards';
import type { Pool } from '@pooltool/shared-utils/pg';
import { loadSnapshot, readArrival, readLedgerTotals, readParameters, readPots } from '@pooltool/store';
import { inputsMissing } from './errors.ts';

/** Everything that the rewards of an earned epoch are computed from the moment the next one begins (rewards.md 1.1). */
export interface EarnedEpoch {
  readonly earned: Epoch;
  readonly inputs: RewardInputs;
  /** of the calculation epoch */
  readonly pots: Pots;
  /** what the dump of the calculation epoch said */
  readonly arrival: LedgerArrival;
}

/** @throws POOLTOOL_REWARD_INPUTS_MISSING (retry) naming what is not there */
export async function loadEarnedEpoch(
  pool: Pool,
  { network, earned }: { network: Network; earned: Epoch },
): Promise<EarnedEpoch> {
  const calculation = calculationEpochOf(earned);
  const parameters = there(await readParameters(pool, earned), `parameters in force in epoch ${earned}`);
  const totals = there(await readLedgerTotals(pool, earned), `fees and blocks of epoch ${earned}`);
  const pots = there(await readPots(pool, calculation), `pots of epoch ${calculation}`);
  const snapshot = there(await loadSnapshot(pool, earned), `stake snapshot active in epoch ${earned}`);
  return {
    earned,
    pots,
    arrival: there(await readArrival(pool, calculation), `ledger arrival of epoch ${calculation}`),
    inputs: {
      network,
      parameters,
      snapshot,
      reserves: pots.reserves,
      fees: lovelace(totals.fees),
      blocks: totals.blocks,
    },
  };
}

function there<Value>(value: Value | null, what: string): Value {
  if (value === null) throw inputsMissing({ message: `missing: ${what}` });
  return value;
}
