import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { liveStakeFileChunks } from '@pooltool/codec';
import { type LiveStakeArrival, liveDelegatorsOf, liveStakeArrivalText, type UnixMs } from '@pooltool/domain';
import { PoolToolError } from '@pooltool/shared-utils/errors';
import { ALL_BUT_LIVE, decodeLedgerDump, type LedgerDump } from '../dump/index.ts';
import { writeDurably } from '../hand-over/write-file.ts';
import { type Refusal, refusalOf } from '../spool/refusal.ts';

/** What a thread is told to do; plain values only. */
export interface LiveOrder {
  readonly dumpPath: string;
  /** where the file is written */
  readonly folder: string;
  readonly network: string;
  readonly magic: number;
  readonly takenAtMs: UnixMs;
}

export type LivePreparation =
  | { readonly kind: 'prepared'; readonly path: string; readonly arrival: LiveStakeArrival; readonly text: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Makes of a dump its live stake file. Synchronous, seconds for a mainnet dump. The same ledger state makes the same bytes,
 * whenever it was taken, and so the same name.
 * @throws what node:fs throws (a full disk); what is wrong with the dump itself is a refusal, not an error
 */
export function prepareLive(order: LiveOrder): LivePreparation {
  const dump = decodeOrRefuse(order.dumpPath);
  if ('code' in dump) return { kind: 'refused', refusal: dump };
  const ledger = liveLedgerOf(dump, order.magic);
  mkdirSync(order.folder, { recursive: true });
  const unnamed = join(order.folder, 'live-stake.part');
  rmSync(unnamed, { force: true });
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    writeDurably(unnamed, (write) => {
      for (const piece of liveStakeFileChunks({ network: order.network, ...ledger })) {
        hash.update(piece);
        bytes += piece.length;
        write(piece);
      }
    });
  } catch (error) {
    // On a full disk half a file would take the room that is waited for.
    rmSync(unnamed, { force: true });
    throw error;
  }
  const sha256 = hash.digest('hex');
  const path = join(order.folder, `${sha256}.live`);
  renameSync(unnamed, path);
  const arrival: LiveStakeArrival = {
    magic: order.magic,
    place: ledger.place,
    point: ledger.point,
    takenAtMs: order.takenAtMs,
    file: { key: `live-stake/${order.network}/${sha256}.live`, sha256, bytes },
    delegators: ledger.delegators.count,
    pools: ledger.pools.length,
  };
  return { kind: 'prepared', path, arrival, text: liveStakeArrivalText(arrival) };
}

/** What live stake is made of, by columns. */
export function liveLedgerOf(dump: LedgerDump, magic: number) {
  const { epoch, blocksCurrent, tip, pots, parameters, pools } = dump;
  return {
    magic,
    place: { epoch, blocks: [...blocksCurrent.values()].reduce((sum, blocks) => sum + blocks, 0) },
    point: tip && { slot: tip.slot, hash: tip.hash },
    pots,
    optimalPoolCount: parameters.optimalPoolCount,
    decentralisation: parameters.decentralisation,
    pools,
    ...liveDelegatorsOf(dump),
  };
}

function decodeOrRefuse(dumpPath: string): LedgerDump | Refusal {
  try {
    return decodeLedgerDump(dumpPath, { leaveOut: ALL_BUT_LIVE });
  } catch (error) {
    if (error instanceof PoolToolError && error.disposition === 'reject') return refusalOf(error);
    throw error;
  }
}
