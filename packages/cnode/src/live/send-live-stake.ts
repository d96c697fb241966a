import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Network } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Log } from '@pooltool/shared-utils/log';
import { arrivalRefused } from '../errors.ts';
import type { DatabaseServer } from '../hand-over/database-server.ts';
import { inThread } from '../hand-over/in-thread.ts';
import type { LedgerDumps, LiveDump } from './ledger-dumps.ts';
import type { LiveOrder, LivePreparation } from './prepare-live.ts';

export interface LiveStakeParts {
  readonly dumps: LedgerDumps;
  readonly objects: ObjectStore;
  readonly server: Pick<DatabaseServer, 'tellLiveStake'>;
  readonly network: Network;
  /** where its files are made; everything in it is ours, and worth nothing when it was sent */
  readonly folder: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** `refused`: the dump or the DATABASE server says that it can never be taken; the next one may be. */
export type LiveStakeOutcome = 'recorded' | 'known' | 'older' | 'refused';

/**
 * Sends the live stake of one dump after the other; each call one, and it may fail anywhere and be called again: the same
 * dump makes the same file, which is put once and told again without effect.
 */
export function liveStakeSender(parts: LiveStakeParts): () => Promise<LiveStakeOutcome> {
  const { dumps, objects, server, log, signal } = parts;
  let made: { readonly dump: LiveDump; readonly preparation: LivePreparation } | null = null;
  return async () => {
    const dump = await dumps.next(signal);
    if (made === null || !isSame(made.dump, dump)) made = { dump, preparation: await prepared(dump, parts) };
    const { preparation } = made;
    if (preparation.kind === 'refused') {
      log.error({ dump: basename(dump.path), ...preparation.refusal }, 'live-stake.dump-refused');
      await dump.done();
      return 'refused';
    }
    const { arrival, path, text } = preparation;
    const { key, bytes, sha256 } = arrival.file;
    if ((await objects.head(key))?.length !== bytes) {
      await objects.put({ key, body: await readFile(path), contentType: 'application/octet-stream' });
    }
    signal.throwIfAborted();
    const outcome = await told(text, { server, log });
    await dump.done();
    await rm(path, { force: true });
    made = null;
    log.info({ ...arrival.place, outcome, sha256, bytes }, 'live-stake.sent');
    return outcome;
  };
}

const isSame = (a: LiveDump, b: LiveDump): boolean => a.path === b.path && a.takenAtMs === b.takenAtMs;

async function told(text: string, { server, log }: Pick<LiveStakeParts, 'server' | 'log'>): Promise<LiveStakeOutcome> {
  try {
    return await server.tellLiveStake(text);
  } catch (error) {
    if (!arrivalRefused.is(error)) throw error;
    log.error({ error }, 'live-stake.refused');
    return 'refused';
  }
}

async function prepared(dump: LiveDump, { folder, network, signal }: LiveStakeParts): Promise<LivePreparation> {
  // What an earlier life made and did not send.
  for (const name of await readdir(folder).catch(() => [])) await rm(join(folder, name), { force: true });
  const { name, magic } = network;
  const order: LiveOrder = { dumpPath: dump.path, folder, network: name, magic, takenAtMs: dump.takenAtMs };
  return inThread(new URL('./prepare-live-thread.ts', import.meta.url), order, signal);
}
