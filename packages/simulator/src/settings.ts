import type { LedgerLayout } from '@pooltool/domain';
import { DEFAULT_EPOCH_LENGTH } from './network.ts';

export interface SimulationSettings {
  /** the same seed gives the same bytes */
  readonly seed: number;
  /** how many epochs; Infinity for a chain without end */
  readonly epochs: number;
  /** slots */
  readonly epochLength: number;
  /** pools in the genesis; others come and go */
  readonly pools: number;
  /** wallets, of which most delegate from the beginning */
  readonly delegators: number;
  /** how likely a block has a branch beside it that loses */
  readonly forkRate: number;
  /** most transactions in a block */
  readonly transactionsPerBlock: number;
  /** layouts of the ledger dumps: the epochs take turns */
  readonly dumpLayouts: readonly LedgerLayout[];
}

export const DEFAULT_SETTINGS: SimulationSettings = {
  seed: 1,
  epochs: 6,
  epochLength: DEFAULT_EPOCH_LENGTH,
  pools: 8,
  delegators: 120,
  forkRate: 0.02,
  transactionsPerBlock: 2,
  dumpLayouts: ['A2'],
};

/** How the ledger of an epoch is dumped: the node is upgraded while the chain goes on. */
export const layoutOfEpoch = ({ dumpLayouts }: SimulationSettings, epoch: number): LedgerLayout =>
  dumpLayouts[epoch % dumpLayouts.length] ?? 'A2';
