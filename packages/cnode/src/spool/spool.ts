import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Epoch } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { dumpTruncated, epochOfDump } from '../dump/index.ts';
import { doneName, epochOfDoneName, takenAtMsOfName, timeText } from './dump-name.ts';
import { isAbsent, lookInto, nullIfAbsent } from './folder-look.ts';
import type { Refusal } from './refusal.ts';
import { bytesBelow, superfluous } from './room.ts';
import { isDump, judgeWhole, type Look, type Sighting } from './whole.ts';

/** A dump that is ours to hand over. */
export interface TakenDump {
  readonly name: string;
  readonly path: string;
  /** null when its first bytes do not tell, or cannot be read */
  readonly epoch: Epoch | null;
  readonly bytes: number;
  /** where what was made of it stands once it is all there */
  readonly preparedFolder: string;
}

/**
 * The dump folder is all the state there is, and every step is one rename, so a killed daemon goes on where it was:
 *
 *     *.cbor            appeared; perhaps still being written
 *     taken/NAME        whole, and ours
 *     prepared/NAME/    its snapshot files and arrival.json; NAME.part/ while they are being made
 *     done/             handed over; the last `kept` of them, and always the last one: it tells how far we are
 *     refused/NAME      with NAME.reason.json; never deleted, but of those of one epoch that were cut short the last stays
 *
 * NAME is the time of the dump's last change and its old name (of a very long one, its end): a later dump of the same
 * name is another one.
 */
export interface Spool {
  /** Takes every dump that is whole. Answers how long until the next may be; null when none is being written. */
  take(): Promise<number | null>;
  /** What was taken and waits, by epoch ascending, of one epoch the oldest first. What does not tell comes first of all. */
  waiting(): Promise<TakenDump[]>;
  finish(dump: TakenDump): Promise<void>;
  refuse(dump: TakenDump, refusal: Refusal): Promise<void>;
  /** Throws away what was made of a dump. */
  forgetPrepared(dump: TakenDump): Promise<void>;
  /** Takes one that its maker has finished, from anywhere in the folder's file system, at once; `as` ends in .cbor. */
  admit(path: string, as: string): Promise<void>;
  /** The dump of the greatest epoch that is here, handed over or not, and of that the last. Cut short ones do not count. */
  newest(): Promise<NewestDump | null>;
  /** Bytes of everything in the folder. */
  usedBytes(): Promise<number>;
  /**
   * Removes, until the folder takes no more than this: what was handed over, oldest first, and what waits and nobody
   * misses. Never the only dump of an epoch that waits, so it may end above. Answers the names of what it removed.
   */
  shrinkTo(bytes: number): Promise<string[]>;
  /** Dumps in the folder that are not handed over yet, and their size. */
  backlog(): Promise<{ readonly dumps: number; readonly bytes: number }>;
}

/** A dump that we have, in whatever state. */
export interface NewestDump {
  readonly epoch: Epoch;
  readonly takenAtMs: number;
}

interface SpoolOptions {
  readonly folder: string;
  readonly settleMs: number;
  /** dumps kept in done/, at least one */
  readonly kept: number;
  readonly clock: Clock;
}

/** Makes the folders that are missing and clears away what was being made of dumps that are no longer there. */
export async function openSpool({ folder, settleMs, kept, clock }: SpoolOptions): Promise<Spool> {
  const within = (name: string) => join(folder, name);
  const [taken, prepared, done, refused] = [within('taken'), within('prepared'), within('done'), within('refused')];
  for (const one of [taken, prepared, done, refused]) await mkdir(one, { recursive: true });
  const stillTaken = new Set(await readdir(taken));
  for (const name of await readdir(prepared)) if (!stillTaken.has(name)) await removeWhole(join(prepared, name));

  let sightings: readonly Sighting[] = [];
  const epochs = new Map<string, Epoch | null>();

  /** Null when it has gone elsewhere since the look. */
  function takenDump({ name, bytes }: Look): TakenDump | null {
    const path = join(taken, name);
    const epoch = epochOf(name, path);
    return epoch === undefined ? null : { name, path, epoch, bytes, preparedFolder: join(prepared, name) };
  }

  /**
   * A name is one dump for life, wherever it stands. Undefined when it is not there any more. One that cannot be read (somebody else's, a
   * broken disk) must not keep us from seeing the others: its own hand-over fails and says why.
   */
  function epochOf(name: string, path: string): Epoch | null | undefined {
    const known = epochs.get(name);
    if (known !== undefined) return known;
    try {
      const read = epochOfDump(path);
      epochs.set(name, read);
      return read;
    } catch (error) {
      return isAbsent(error) ? undefined : null;
    }
  }

  async function takeOne(look: Look): Promise<void> {
    const name = freeName(`${timeText(look.modifiedMs)}-${keptPart(look.name)}`, await readdir(taken));
    await rename(within(look.name), join(taken, name));
  }

  async function prune(): Promise<void> {
    const oldestFirst = (await readdir(done)).sort();
    const most = Math.max(1, kept);
    for (const name of oldestFirst.slice(0, Math.max(0, oldestFirst.length - most))) await rm(join(done, name));
  }

  /** What waits is looked at first: a dump that moves on meanwhile is seen twice, not never. */
  async function held(): Promise<{ name: string; epoch: Epoch | null }[]> {
    const waiting = await spool.waiting();
    const handedOver = (await readdir(done)).map((name) => ({ name, epoch: epochOfDoneName(name) }));
    return [...waiting, ...handedOver, ...(await refusedForGood())];
  }

  /** A dump that cannot be read now is not asked for again and again; one that was cut short is worth another try. */
  async function refusedForGood(): Promise<{ name: string; epoch: Epoch | null }[]> {
    const dumps = (await lookInto(refused)).filter(isDump);
    const judged = dumps.map(async ({ name }) => {
      if (await wasCutShort(name)) return null;
      return { name, epoch: epochOf(name, join(refused, name)) ?? null };
    });
    return (await Promise.all(judged)).filter((one) => one !== null);
  }

  async function wasCutShort(name: string): Promise<boolean> {
    const reason = await readFile(join(refused, `${name}.reason.json`), 'utf8').catch(nullIfAbsent);
    return reason?.includes(dumpTruncated.code) === true;
  }

  /** They say nothing that the last of them does not say, and a node that goes on making them would fill the disk. */
  async function forgetCutShort(epoch: Epoch | null, last: string): Promise<void> {
    for (const { name } of (await lookInto(refused)).filter(isDump)) {
      if (name === last || epochOf(name, join(refused, name)) !== epoch || !(await wasCutShort(name))) continue;
      await rm(join(refused, name), { force: true });
      await rm(join(refused, `${name}.reason.json`), { force: true });
    }
  }

  const spool: Spool = {
    async take() {
      const judged = judgeWhole(await lookInto(folder), { before: sightings, nowMs: clock.now(), settleMs });
      sightings = judged.sightings;
      for (const look of judged.whole) await takeOne(look);
      return judged.nextMs;
    },
    async waiting() {
      const dumps = (await lookInto(taken)).map(takenDump).filter((dump) => dump !== null);
      return dumps.sort((a, b) => (a.epoch ?? -1) - (b.epoch ?? -1) || (a.name < b.name ? -1 : 1));
    },
    async finish(dump) {
      const name = doneName(dump.epoch, dump.name);
      await rename(dump.path, join(done, freeName(name, await readdir(done))));
      await spool.forgetPrepared(dump);
      await prune();
    },
    async refuse(dump, refusal) {
      const name = freeName(dump.name, await readdir(refused));
      // The reason first: a dump in refused/ always has one.
      await writeFile(join(refused, `${name}.reason.json`), `${JSON.stringify(refusal, null, 2)}\n`);
      await rename(dump.path, join(refused, name));
      await spool.forgetPrepared(dump);
      if (refusal.code === dumpTruncated.code) await forgetCutShort(dump.epoch, name);
    },
    forgetPrepared: ({ preparedFolder }) => removeWhole(preparedFolder),
    async admit(path, as) {
      const { mtimeMs } = await stat(path);
      const name = freeName(`${timeText(mtimeMs)}-${keptPart(as)}`, await readdir(taken));
      await rename(path, join(taken, name));
    },
    async newest() {
      const all = (await held()).flatMap(({ name, epoch }) =>
        epoch === null ? [] : [{ epoch, takenAtMs: takenAtMsOfName(name) ?? 0 }],
      );
      return all.sort((a, b) => b.epoch - a.epoch || b.takenAtMs - a.takenAtMs)[0] ?? null;
    },
    usedBytes: () => bytesBelow(folder),
    async shrinkTo(most) {
      const handedOver = (await readdir(done)).sort().slice(0, -1);
      const spare = superfluous(await spool.waiting());
      const removable = [...handedOver.map((name) => join(done, name)), ...spare.map(({ path }) => path)];
      const removed: string[] = [];
      for (const path of removable) {
        if ((await spool.usedBytes()) <= most) break;
        await rm(path, { force: true });
        removed.push(basename(path));
      }
      for (const dump of spare) if (removed.includes(dump.name)) await spool.forgetPrepared(dump);
      return removed;
    },
    async backlog() {
      const looks = [...(await lookInto(folder)).filter(isDump), ...(await lookInto(taken))];
      return { dumps: looks.length, bytes: looks.reduce((sum, { bytes }) => sum + bytes, 0) };
    },
  };
  return spool;
}

const removeWhole = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

/** File systems take 255 bytes; what is put around a name on its way needs some of them. */
const LONGEST_NAME_BYTES = 190;

function keptPart(name: string): string {
  let kept = name;
  while (Buffer.byteLength(kept) > LONGEST_NAME_BYTES) kept = kept.slice(1);
  return kept;
}

/** Nothing is ever written over. */
function freeName(wanted: string, used: readonly string[]): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : wanted.replace(/(\.cbor)?$/, (ending) => `-${count}${ending}`);
    if (!used.includes(name)) return name;
  }
}
