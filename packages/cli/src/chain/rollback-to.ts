import { networkOf, networkSettings } from '@pooltool/codec';
import { pointText, type Slot, slot, type Tip } from '@pooltool/domain';
import { chainFollower } from '@pooltool/oura-consumer';
import { systemClock } from '@pooltool/shared-utils/clock';
import { defineConfig, readConfig } from '@pooltool/shared-utils/config';
import { makeLog } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import {
  CHAIN_FEED,
  claimNetwork,
  newestBlockUpTo,
  readSyncPoint,
  type WhatFollows,
  whatFollows,
} from '@pooltool/store';
import { withDatabase } from '../database.ts';
import { rollbackUnclear } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/** What `pooltool chain rollback-to --json` prints. */
export interface RolledBackTo {
  readonly did: 'rolled-back' | 'nothing' | 'refused';
  /** our tip afterwards: where the feed has to go on; null when there is no chain */
  readonly tip: Tip | null;
  /** blocks that were undone */
  readonly undone: number;
  /** what had to go, as it was told before it was done; null when nothing had to */
  readonly wouldUndo: WhatFollows | null;
  readonly seconds: number;
}

const config = defineConfig({ ...networkSettings });

/**
 * The operator's roll backward. It may run beside the oura-consumer: whoever moves the chain waits for the other.
 * @throws POOLTOOL_ROLLBACK_REFUSED beyond the security parameter or before our chain, POOLTOOL_ROLLBACK_UNCLEAR when nobody
 *   can be asked
 */
export const rollbackTo = (
  { toSlot, yes }: { readonly toSlot: number; readonly yes: boolean },
  terminal: Terminal,
): Promise<RolledBackTo> =>
  withDatabase(
    async (pool) => {
      const network = await networkOf(readConfig(config).NETWORK);
      await claimNetwork(pool, network);
      const log = makeLog({ daemon: 'pooltool', level: 'warn', write: (line) => terminal.tell(line.trimEnd()) });
      const follower = chainFollower({ pool, network, clock: systemClock, log });
      const to = slot(toSlot);
      const ahead = await lookAhead(pool, to);
      // Without a block to keep, or too far back, the follower says what to do instead.
      const mayBeDone = ahead !== null && ahead.wouldUndo.blocks <= network.securityParameter;
      if (mayBeDone && ahead.wouldUndo.blocks > 0 && !yes && !(await saidYes(ahead, terminal))) {
        return { did: 'refused', tip: ahead.tip, undone: 0, wouldUndo: ahead.wouldUndo, seconds: 0 };
      }
      const startedMs = systemClock.now();
      const followed = await follower.rollBackToSlot(to);
      const seconds = (systemClock.now() - startedMs) / 1000;
      const wouldUndo = ahead?.wouldUndo ?? null;
      if (followed.did !== 'nothing') {
        return { did: 'rolled-back', tip: followed.tip, undone: followed.undone, wouldUndo, seconds };
      }
      return { did: 'nothing', tip: await readSyncPoint(pool, CHAIN_FEED), undone: 0, wouldUndo: null, seconds };
    },
    { pipelined: true },
  );

interface Ahead {
  /** now */
  readonly tip: Tip | null;
  /** the block that would be it */
  readonly keeps: Tip;
  readonly wouldUndo: WhatFollows;
}

async function lookAhead(pool: Pool, to: Slot): Promise<Ahead | null> {
  const keeps = await newestBlockUpTo(pool, to);
  if (keeps === null) return null;
  return { tip: await readSyncPoint(pool, CHAIN_FEED), keeps, wouldUndo: await whatFollows(pool, keeps) };
}

async function saidYes({ keeps, wouldUndo }: Ahead, terminal: Terminal): Promise<boolean> {
  terminal.tell(wouldUndoLine(keeps, wouldUndo));
  const answer = await terminal.confirm('Undo it?');
  if (answer === null) throw rollbackUnclear({ message: 'nobody is here to be asked: say --yes' });
  return answer;
}

export function wouldUndoLine(keeps: Tip, { blocks, firstEpoch, lastEpoch, notices }: WhatFollows): string {
  const epochs = firstEpoch === lastEpoch ? `epoch ${firstEpoch}` : `epochs ${firstEpoch} to ${lastEpoch}`;
  return `This undoes ${blocks} blocks of ${epochs}, and ${notices} notices about them; height ${keeps.height}, ${pointText(keeps)}, becomes our tip.`;
}

export function rollbackLines({ did, tip, undone, wouldUndo, seconds }: RolledBackTo): string[] {
  if (did === 'refused') return ['nothing was undone'];
  if (tip === null) return ['nothing to undo: there is no chain'];
  if (did === 'nothing') return [`nothing to undo: our tip is ${pointText(tip)}, height ${tip.height}`];
  return [
    `undid ${undone} blocks and ${wouldUndo?.notices ?? 0} notices in ${seconds.toFixed(1)} s; our tip is ${pointText(tip)}, height ${tip.height}`,
    `the feed has to go on there: stop Oura, set its cursor to ${tip.slot},${tip.hash}, start it`,
  ];
}
