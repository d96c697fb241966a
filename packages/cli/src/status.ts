import { type Network, slot, slotStartMs, table } from '@pooltool/domain';
import { type Cell, type GridStatus, readToldStatus } from '@pooltool/pipeline';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { networkUnknown, readNetwork } from '@pooltool/store';
import {
  type ChainTip,
  type DocumentsWaiting,
  type EpochRow,
  loadChainTip,
  loadDocumentsWaiting,
  loadEpochs,
  loadQueueLines,
  type QueueLine,
} from '@pooltool/store/console';

/** What `pooltool status --json` prints. */
export interface Status {
  readonly network: { readonly name: string; readonly magic: number } | null;
  readonly tip: (ChainTip & { readonly slotStartMs: number }) | null;
  /** newest first */
  readonly epochs: readonly EpochRow[];
  /** of each asset how many partitions are in each state, among the latest */
  readonly assets: Readonly<Record<string, Readonly<Partial<Record<Cell['state'], number>>>>>;
  readonly documents: readonly DocumentsWaiting[];
  readonly queues: readonly QueueLine[];
}

const EPOCHS_TOLD = 5;
const PARTITIONS_COUNTED = 100;

/** One moment of the database. */
export function loadStatus(pool: Pool): Promise<Status> {
  return inTransaction(
    pool,
    async (tx) => {
      const network = await readNetwork(tx).catch((error: unknown) => {
        if (networkUnknown.is(error)) return null;
        throw error;
      });
      const tip = await loadChainTip(tx);
      return {
        network: network === null ? null : { name: network.name, magic: network.magic },
        tip: tip === null || network === null ? null : { ...tip, slotStartMs: startOf(network, tip) },
        epochs: await loadEpochs(tx, EPOCHS_TOLD),
        assets: countStates(await readToldStatus(tx)),
        documents: await loadDocumentsWaiting(tx),
        queues: await loadQueueLines(tx),
      };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

const startOf = (network: Network, tip: ChainTip): number => slotStartMs(network, slot(Number(tip.slot)));

/** Assets that nobody has asked for anything of are left out. */
function countStates(status: GridStatus): Status['assets'] {
  const counts: Record<string, Partial<Record<Cell['state'], number>>> = {};
  for (const { asset, cells } of status) {
    const asked = cells.slice(-PARTITIONS_COUNTED).filter(({ state }) => state !== 'missing');
    if (asked.length === 0) continue;
    counts[asset] = {};
    for (const { state } of asked) counts[asset][state] = (counts[asset][state] ?? 0) + 1;
  }
  return counts;
}

/** The same for a person. Amounts are ada, cut off below. */
export function statusLines({ network, tip, epochs, assets, documents, queues }: Status, nowMs: number): string[] {
  const waiting = documents.reduce((sum, { documents }) => sum + documents, 0);
  return [
    `network    ${network === null ? 'none yet: no daemon has used this database' : `${network.name} (magic ${network.magic})`}`,
    `tip        ${tip === null ? 'none yet' : `height ${tip.height}, epoch ${tip.epoch} slot ${tip.epochSlot}, ${ageText(nowMs - tip.slotStartMs)} old`}`,
    ...(tip === null ? [] : [`point      ${tip.slot}.${tip.hash}`]),
    '',
    ...(epochs.length === 0 ? ['no epoch is known yet'] : table([EPOCH_HEAD, ...epochs.map(epochRow)])),
    '',
    ...assetLines(assets),
    '',
    `documents  ${waiting === 0 ? 'none waits' : `${waiting} wait`}`,
    ...documents.map(
      ({ kind, documents, since }) => `  ${kind}: ${documents}, the oldest for ${ageText(nowMs - since.getTime())}`,
    ),
    '',
    ...(queues.length === 0
      ? ['no queue yet']
      : table([
          ['queue', 'waiting', 'active', 'failed'],
          ...queues.map(({ queue, waiting, active, failed }) => [
            queue,
            String(waiting),
            String(active),
            String(failed),
          ]),
        ])),
  ];
}

const EPOCH_HEAD = ['epoch', 'blocks', 'fees', 'reserves', 'treasury', 'reward pot', 'paid', 'returned', 'rewards'];

const epochRow = (row: EpochRow): string[] => [
  String(row.epoch),
  row.blocks === null ? '–' : String(row.blocks),
  ...[row.fees, row.reserves, row.treasury, row.rewardPot, row.paid, row.returned].map(ada),
  row.status ?? 'not yet',
];

const ada = (lovelace: bigint | null): string => (lovelace === null ? '–' : String(lovelace / 1_000_000n));

function assetLines(assets: Status['assets']): string[] {
  const names = Object.keys(assets).sort();
  if (names.length === 0) return ['no asset was asked for yet, of those that a worker here has told of'];
  return table(
    [
      ['asset', `states of the latest ${PARTITIONS_COUNTED} partitions`],
      ...names.map((name) => [
        name,
        Object.entries(assets[name] ?? {})
          .map(([state, many]) => `${many} ${state}`)
          .join(', '),
      ]),
    ],
    [0, 1],
  );
}

/** '42 s', '13 min', '5 h', '12 d' */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
