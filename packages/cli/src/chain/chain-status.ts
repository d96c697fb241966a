import { type Network, slot, slotStartMs, table } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import {
  type ChainReach,
  chainReach,
  loadUndoneBlocks,
  networkUnknown,
  readNetwork,
  type UndoneBlockRow,
} from '@pooltool/store';
import { type ChainTip, type EpochRow, loadChainTip, loadEpochs } from '@pooltool/store/console';
import { ageText } from '../status.ts';

/** What `pooltool chain status --json` prints. */
export interface ChainStatus {
  readonly network: { readonly name: string; readonly magic: number; readonly securityParameter: number } | null;
  readonly tip: (ChainTip & { readonly ageSeconds: number }) | null;
  /** null when no chain is followed */
  readonly reach: ChainReach | null;
  /** newest first, as we followed them */
  readonly epochs: readonly Pick<EpochRow, 'epoch' | 'blocks' | 'transactions' | 'fees'>[];
  /** the last to be rolled back, newest first */
  readonly undone: readonly UndoneBlockRow[];
}

const EPOCHS_TOLD = 5;
const UNDONE_TOLD = 10;

/** One moment of the database. */
export function loadChainStatus(pool: Pool, nowMs: number): Promise<ChainStatus> {
  return inTransaction(
    pool,
    async (tx) => {
      const network = await readNetwork(tx).catch((error: unknown) => {
        if (networkUnknown.is(error)) return null;
        throw error;
      });
      const tip = await loadChainTip(tx);
      const epochs = await loadEpochs(tx, EPOCHS_TOLD);
      return {
        network: network && pick(network),
        tip: tip && network && { ...tip, ageSeconds: Math.floor((nowMs - startOf(network, tip)) / 1000) },
        reach: await chainReach(tx),
        epochs: epochs.map(({ epoch, blocks, transactions, fees }) => ({ epoch, blocks, transactions, fees })),
        undone: await loadUndoneBlocks(tx, UNDONE_TOLD),
      };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

const pick = ({ name, magic, securityParameter }: Network) => ({ name, magic, securityParameter });

const startOf = (network: Network, tip: ChainTip): number => slotStartMs(network, slot(Number(tip.slot)));

/** The same for a person. */
export function chainStatusLines({ network, tip, reach, epochs, undone }: ChainStatus, nowMs: number): string[] {
  if (network === null || tip === null || reach === null) return ['no chain yet: nothing has been followed'];
  return [
    `network    ${network.name} (magic ${network.magic}), rolls back at most ${network.securityParameter} blocks`,
    `tip        height ${tip.height}, epoch ${tip.epoch} slot ${tip.epochSlot}, ${ageText(tip.ageSeconds * 1000)} old`,
    `cursor     ${tip.slot},${tip.hash}`,
    `begins     ${reach.fromGenesis ? 'at the genesis' : `in the middle, with slot ${reach.firstSlot} of epoch ${reach.firstEpoch}`}`,
    '',
    ...table([
      ['epoch', 'blocks', 'transactions', 'fees (lovelace)'],
      ...epochs.map(({ epoch, blocks, transactions, fees }) => [epoch, blocks, transactions, fees].map(textOf)),
    ]),
    '',
    ...(undone.length === 0 ? ['nothing was ever rolled back'] : ['rolled back last', ...undoneLines(undone, nowMs)]),
  ];
}

const textOf = (figure: number | bigint | null): string => (figure === null ? '–' : String(figure));

const undoneLines = (undone: readonly UndoneBlockRow[], nowMs: number): string[] =>
  table(
    undone.map(({ height, slot, hash, times, returned, undoneAt }) => [
      `  height ${height}`,
      `${slot}.${hash}`,
      `${ageText(nowMs - undoneAt.getTime())} ago`,
      times === 1 ? '' : `${times} times`,
      returned ? 'on our chain again' : '',
    ]),
    [0, 1, 3, 4],
  );
