import type { SnapshotRole } from '@pooltool/codec';
import { activeEpochOfGo, activeEpochOfSet, type Epoch, type Network } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import { arrivalRefused, preparationFailed, preparedFileDamaged } from '../errors.ts';
import { type Refusal, refusalOf } from '../spool/refusal.ts';
import type { Spool, TakenDump } from '../spool/spool.ts';
import type { DatabaseServer } from './database-server.ts';
import { prepareInThread } from './prepare-in-thread.ts';
import { type Prepared, readPrepared } from './prepared.ts';
import { upload } from './upload.ts';

/** What became of a dump. */
export type HandedOver =
  | { readonly did: 'handed-over'; readonly epoch: Epoch; readonly sentBytes: number }
  | { readonly did: 'refused'; readonly refusal: Refusal };

export interface HandOver {
  readonly spool: Spool;
  readonly objects: ObjectStore;
  readonly server: DatabaseServer;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** told of every decoding */
  readonly observeDecoding: (seconds: number) => void;
  /** the thread, handed in; `prepareInThread` when absent */
  readonly prepare?: typeof prepareInThread;
}

/**
 * Hands one dump over: prepare, upload, tell, finish. Each step leaves its mark in the spool folder and may be repeated,
 * so it may end anywhere and be called again.
 * @throws errors to be retried: the object store, the DATABASE server or this machine's disk; the signal's reason
 */
export async function handOverDump(dump: TakenDump, parts: HandOver): Promise<HandedOver> {
  const { spool, objects, server, log, signal } = parts;
  try {
    const prepared = (await readPrepared(dump.preparedFolder)) ?? (await prepareDump(dump, parts));
    if ('code' in prepared) return await refuseDump(dump, prepared, parts);
    const { arrival, text } = prepared;
    const sentBytes = await upload(prepared, dump.preparedFolder, objects);
    signal.throwIfAborted();
    const answer = await server.tell(text);
    const { epoch, layout } = arrival;
    await spool.finish({ ...dump, epoch });
    const roles = arrival.snapshots.map(({ role }) => role);
    log.info({ dump: dump.name, epoch, layout, roles, sentBytes, ...answer }, 'ledger-dump.handed-over');
    return { did: 'handed-over', epoch, sentBytes };
  } catch (error) {
    if (arrivalRefused.is(error)) return refuseDump(dump, refusalOf(error), parts);
    if (preparedFileDamaged.is(error)) await spool.forgetPrepared(dump);
    throw error;
  }
}

/** It is kept, with the reason beside it, and holds up nobody. */
export async function refuseDump(
  dump: TakenDump,
  refusal: Refusal,
  { spool, log }: Pick<HandOver, 'spool' | 'log'>,
): Promise<HandedOver> {
  await spool.refuse(dump, refusal);
  log.error({ dump: dump.name, ...refusal }, 'ledger-dump.refused');
  return { did: 'refused', refusal };
}

async function prepareDump(dump: TakenDump, parts: HandOver): Promise<Prepared | Refusal> {
  const { server, network, clock, log, signal, observeDecoding, prepare = prepareInThread } = parts;
  // Of one that did not tell and does now, all: what is there already is known.
  const roles = dump.epoch === null ? MORE_ROLES : rolesWanted(dump.epoch, await server.needs(dump.epoch));
  const { preparedFolder: folder, path: dumpPath } = dump;
  const begunMs = clock.now();
  const order = { dumpPath, folder, network: network.name, magic: network.magic, roles };
  const preparation = await prepare(order, signal);
  if (preparation.kind === 'refused') return preparation.refusal;
  const seconds = (clock.now() - begunMs) / 1000;
  observeDecoding(seconds);
  log.info({ dump: dump.name, epoch: preparation.epoch, seconds, bytes: preparation.bytes }, 'ledger-dump.prepared');
  const prepared = await readPrepared(folder);
  if (prepared === null) throw preparationFailed({ message: `${folder} is gone as soon as it was made` });
  return prepared;
}

const MORE_ROLES: readonly SnapshotRole[] = ['set', 'go'];

/** Beside mark, which goes along in any case. */
function rolesWanted(dumpEpoch: Epoch, needed: readonly Epoch[]): SnapshotRole[] {
  const go = activeEpochOfGo(dumpEpoch);
  const roles: SnapshotRole[] = needed.includes(activeEpochOfSet(dumpEpoch)) ? ['set'] : [];
  return go !== null && needed.includes(go) ? [...roles, 'go'] : roles;
}
