import {
  BLOCK_DOCUMENT,
  type Comparison,
  compareFacts,
  compareWithLedger,
  followedChainFacts,
  shownDocumentFacts,
  together,
  toldChainFacts,
  trueDocumentFacts,
  withinChain,
} from '@pooltool/cli/compare';
import { countTruth } from '@pooltool/store';
import { loadEpochs } from '@pooltool/store/console';
import type { Chain } from './chain.ts';
import type { Followed } from './follow-to-end.ts';
import type { Stage } from './stage.ts';

/** What `--once` came to: its last line as JSON. */
export interface Summary {
  readonly network: string;
  readonly source: string;
  readonly blocks: number;
  readonly epochs: number;
  readonly dumps: number;
  readonly rewards: number;
  readonly documents: number;
  /** facts that were compared: with the chain as it was told, with the ledger, of the documents */
  readonly compared: { readonly chain: number; readonly ledger: number; readonly documents: number };
  readonly mismatches: number;
  readonly blocksPerSecond: number;
  readonly seconds: number;
}

const ALL_EPOCHS = 1_000_000;

/** Compares everything that can be compared. A comparison that had nothing to look at is itself a mismatch. */
export async function judge(
  stage: Stage,
  chain: Chain,
  { told, dumpEpochs, feedSeconds, unfinished }: Followed,
): Promise<{ readonly summary: Omit<Summary, 'seconds'>; readonly mismatches: Comparison['mismatches'] }> {
  const { pool, objects, network, services } = stage;
  const asTold = compareFacts(toldChainFacts(told), await followedChainFacts(pool));
  const lastSlot = told.blocks().at(-1)?.slot ?? 0;
  const expectation = (await chain.expectation()).map((state) => withinChain(state, lastSlot));
  const ledger = await compareWithLedger({ db: pool, objects }, expectation);
  const epochs = await loadEpochs(pool, ALL_EPOCHS);
  const sample = {
    network,
    followed: epochs.filter(({ blocks }) => blocks !== null).map(({ epoch }) => epoch),
    active: epochs.filter(({ activeStake }) => activeStake !== null).map(({ epoch }) => epoch),
  };
  const shown = await shownDocumentFacts({ firebaseUrl: services.firebaseUrl, objects }, sample);
  const documents = compareFacts(await trueDocumentFacts(pool, sample), shown);
  const { mismatches } = together([
    { compared: 0, mismatches: unfinished.map(({ what, says }) => mismatch('unfinished', what, 'done', says)) },
    asTold,
    ledger,
    documents,
    needed('the chain as it was told', asTold),
    needed('documents', documents),
    ...(dumpEpochs.length > 0 ? [needed('the ledger', ledger)] : []),
  ]);
  const counts = await countTruth(pool);
  const summary = {
    network: network.name,
    source: chain.says,
    blocks: counts.blocks,
    epochs: counts.epochs,
    dumps: dumpEpochs.length,
    rewards: counts.rewards,
    // Of blocks the publisher remembers nothing, so those shown are counted.
    documents: counts.documents + shown.filter(({ what }) => what === BLOCK_DOCUMENT).length,
    compared: { chain: asTold.compared, ledger: ledger.compared, documents: documents.compared },
    mismatches: mismatches.length,
    blocksPerSecond: Math.round(counts.blocks / Math.max(feedSeconds, 0.001)),
  };
  return { summary, mismatches };
}

const mismatch = (what: string, where: string, expected: string, got: string) => ({ what, where, expected, got });

const needed = (what: string, { compared }: Comparison): Comparison => ({
  compared: 0,
  mismatches: compared > 0 ? [] : [mismatch('comparison', what, 'something to compare', 'nothing')],
});
