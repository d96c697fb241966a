import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Epoch } from '@pooltool/domain';
import { epochOfDump } from '../dump/index.ts';
import { diskFull, ledgerSourceFailed } from '../errors.ts';
import type { Spool } from '../spool/spool.ts';
import { isDiskFull } from './disk.ts';
import type { LedgerSource } from './ledger-source.ts';

export interface TakeDump {
  readonly folder: string;
  readonly spool: Spool;
  readonly source: LedgerSource;
  readonly signal: AbortSignal;
  readonly freeBytes: () => Promise<number>;
  /** what a dump and its snapshot files may take */
  readonly roomBytes: number;
  /** makes names that nobody used before: a dump that a killed daemon asked for may still be on its way */
  readonly uniqueText: () => string;
}

const UNFINISHED = '.asked-';

/**
 * Has the node write its ledger state down and puts it into the spool. What is not of `wanted` or a later epoch is
 * thrown away: the node's ledger lags behind its clock until the epoch's first block.
 * @throws POOLTOOL_DISK_FULL and POOLTOOL_LEDGER_SOURCE_FAILED (both retry), and what the source throws; then nothing is left behind
 */
export async function takeDump(wanted: Epoch, parts: TakeDump): Promise<{ epoch: Epoch; bytes: number }> {
  const { folder, spool, source, signal, uniqueText } = parts;
  await clearUnfinished(folder);
  await demandRoom(parts);
  const path = join(folder, `${UNFINISHED}${uniqueText()}.part`);
  try {
    await source.dump(path, signal);
    const { epoch, bytes } = await inspect(path, wanted, source.name);
    await spool.admit(path, `${source.name}.cbor`);
    return { epoch, bytes };
  } catch (error) {
    signal.throwIfAborted();
    if (!isDiskFull(error) || diskFull.is(error)) throw error;
    throw diskFull({ message: `there is no room for the dump of epoch ${wanted} in ${folder}`, cause: error });
  } finally {
    await rm(path, { force: true });
  }
}

/** What a killed daemon left; whoever still writes there writes to nobody. */
async function clearUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
  }
}

async function demandRoom({ folder, spool, freeBytes, roomBytes }: TakeDump): Promise<void> {
  const missing = roomBytes - (await freeBytes());
  if (missing <= 0) return;
  await spool.shrinkTo(Math.max(0, (await spool.usedBytes()) - missing));
  const free = await freeBytes();
  if (free >= roomBytes) return;
  throw diskFull({
    message: `${folder}: ${free} bytes are free, a dump may need ${roomBytes}`,
    details: { freeBytes: free, roomBytes },
  });
}

/** On the disk, and a dump of the right epoch. */
async function inspect(path: string, wanted: Epoch, source: string): Promise<{ epoch: Epoch; bytes: number }> {
  const { size: bytes } = await stat(path).catch((cause: unknown) => {
    throw ledgerSourceFailed({
      message: `${source} says that it wrote ${path}, and nothing is there: does it see the same folder, under CNODE_OGMIOS_DUMP_FOLDER?`,
      cause,
    });
  });
  await syncFile(path);
  const epoch = epochOfDump(path);
  if (epoch === null) throw ledgerSourceFailed({ message: `what ${source} wrote (${bytes} bytes) is no ledger dump` });
  if (epoch < wanted) {
    throw ledgerSourceFailed({ message: `the node's ledger is still in epoch ${epoch}, not in ${wanted}` });
  }
  return { epoch, bytes };
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
