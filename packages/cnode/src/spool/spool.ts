import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Epoch } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { epochOfDump } from '../dump/index.ts';
import { lookInto } from './folder-look.ts';
import type { Refusal } from './refusal.ts';
import { isDump, judgeWhole, type Look, type Sighting } from './whole.ts';

/** A dump that is ours to hand over. */
export interface TakenDump {
  readonly name: string;
  readonly path: string;
  /** null when its first bytes do not tell */
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
 *     done/             handed over; the last `kept` of them
 *     refused/NAME      with NAME.reason.json; never deleted
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
  /** Dumps in the folder that are not handed over yet, and their size. */
  backlog(): Promise<{ readonly dumps: number; readonly bytes: number }>;
}

interface SpoolOptions {
  readonly folder: string;
  readonly settleMs: number;
  /** dumps kept in done/ */
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

  function takenDump({ name, bytes }: Look): TakenDump {
    const path = join(taken, name);
    const epoch = epochs.get(name) ?? epochOfDump(path);
    epochs.set(name, epoch);
    return { name, path, epoch, bytes, preparedFolder: join(prepared, name) };
  }

  async function takeOne(look: Look): Promise<void> {
    const name = freeName(`${timeText(look.modifiedMs)}-${keptPart(look.name)}`, await readdir(taken));
    await rename(within(look.name), join(taken, name));
  }

  async function prune(): Promise<void> {
    const oldestFirst = (await readdir(done)).sort();
    for (const name of oldestFirst.slice(0, Math.max(0, oldestFirst.length - kept))) await rm(join(done, name));
  }

  const spool: Spool = {
    async take() {
      const judged = judgeWhole(await lookInto(folder), { before: sightings, nowMs: clock.now(), settleMs });
      sightings = judged.sightings;
      for (const look of judged.whole) await takeOne(look);
      return judged.nextMs;
    },
    async waiting() {
      const dumps = (await lookInto(taken)).map(takenDump);
      return dumps.sort((a, b) => (a.epoch ?? -1) - (b.epoch ?? -1) || (a.name < b.name ? -1 : 1));
    },
    async finish(dump) {
      const name = `epoch-${String(dump.epoch ?? 0).padStart(6, '0')}-${dump.name}`;
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
    },
    forgetPrepared: ({ preparedFolder }) => removeWhole(preparedFolder),
    async backlog() {
      const looks = [...(await lookInto(folder)).filter(isDump), ...(await lookInto(taken))];
      return { dumps: looks.length, bytes: looks.reduce((sum, { bytes }) => sum + bytes, 0) };
    },
  };
  return spool;
}

const removeWhole = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

/** 2026-01-02T030405.678Z: sorts by time and stands in every file system. */
const timeText = (ms: number): string => new Date(ms).toISOString().replaceAll(':', '');

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
