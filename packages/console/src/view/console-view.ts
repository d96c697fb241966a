import type { Network } from '@pooltool/domain';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import {
  type DocumentsWaiting,
  type EpochRow,
  loadBlockMinutes,
  loadChainTip,
  loadDocumentsWaiting,
  loadEpochs,
  loadQueueLines,
  loadSensors,
  type QueueLine,
  type SensorRow,
} from '@pooltool/store/console';
import { type BlocksPart, blocksPart, blockWindow } from './blocks.ts';
import { type ChainPart, chainPart } from './chain.ts';
import { type GridPart, gridPart } from './grid.ts';
import { loadPipelines } from './pipelines.ts';
import { readNetworkOrNull } from './read-network.ts';

/** Everything the page shows, part by part; the same is answered as JSON under /api/PART. */
export interface ConsoleView {
  readonly chain: ChainPart;
  /** null before the first block */
  readonly blocks: BlocksPart | null;
  readonly epochs: readonly EpochRow[];
  readonly grid: GridPart;
  readonly documents: readonly DocumentsWaiting[];
  readonly queues: readonly QueueLine[];
  readonly sensors: readonly SensorRow[];
}

export type PartName = keyof ConsoleView;
export const PART_NAMES = [
  'chain',
  'blocks',
  'epochs',
  'grid',
  'documents',
  'queues',
  'sensors',
] as const satisfies PartName[];

const EPOCHS_SHOWN = 12;
const PARTITIONS_SHOWN = 24;

/** One moment of the database, read without being able to change it. The grid costs most; who has it may pass it in. */
export function loadView(
  pool: Pool,
  { nowMs, grid }: { readonly nowMs: number; readonly grid?: GridPart | undefined },
): Promise<ConsoleView> {
  return inTransaction(
    pool,
    async (tx) => {
      const network = await readNetworkOrNull(tx);
      const tip = await loadChainTip(tx);
      return {
        chain: chainPart(network, tip, nowMs),
        blocks: network === null || tip === null ? null : await loadBlocks(tx, network, Number(tip.slot), nowMs),
        epochs: await loadEpochs(tx, EPOCHS_SHOWN),
        grid: grid ?? gridPart(await loadPipelines(tx), { count: PARTITIONS_SHOWN }),
        documents: await loadDocumentsWaiting(tx),
        queues: await loadQueueLines(tx),
        sensors: await loadSensors(tx),
      };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

async function loadBlocks(tx: Transaction, network: Network, tipSlot: number, nowMs: number): Promise<BlocksPart> {
  const window = blockWindow(network, tipSlot, nowMs);
  return blocksPart(network, window, await loadBlockMinutes(tx, window));
}
