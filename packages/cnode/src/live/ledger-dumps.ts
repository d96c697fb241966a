import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type UnixMs, unixMs } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { diskFull } from '../errors.ts';
import { epochOfDoneName } from '../spool/dump-name.ts';
import { nullIfAbsent } from '../spool/folder-look.ts';
import type { LedgerSource } from '../watch/ledger-source.ts';

/** A whole dump to make live stake of. */
export interface LiveDump {
  readonly path: string;
  readonly takenAtMs: UnixMs;
  /** it is used, or worth nothing: the next one is wanted */
  done(): Promise<void>;
}

/** Where the dumps for live stake come from. */
export interface LedgerDumps {
  /** The next one, when it is due. Until it is done with, the same again, as long as it is not too old. @throws errors to be retried; the signal's reason */
  next(signal: AbortSignal): Promise<LiveDump>;
}

interface Asked {
  readonly source: LedgerSource;
  /** the dump folder */
  readonly folder: string;
  readonly everyMs: number;
  readonly clock: Clock;
  /** in the dump folder's file system */
  readonly freeBytes: () => Promise<number>;
  /** what a dump may take */
  readonly roomBytes: number;
}

/** The dump of an epoch comes first: what live stake takes must leave it its room. */
const DUMPS_THAT_FIT = 2;

/** No name that the hand-over of epochs takes. One at a time: it is written over by the next. */
const ASKED_NAME = 'live-stake.dump';

/** Asks the node for a dump every so often. One that could not be sent is kept until the next is due, so that an outage costs the node nothing more. */
export function askedDumps({ source, folder, everyMs, clock, freeBytes, roomBytes }: Asked): LedgerDumps {
  const path = join(folder, ASKED_NAME);
  let waiting: LiveDump | null = null;
  let dueMs = 0;
  async function demandRoom(): Promise<void> {
    const free = await freeBytes();
    if (free >= DUMPS_THAT_FIT * roomBytes) return;
    throw diskFull({
      message: `${folder}: ${free} bytes are free; live stake needs room for ${DUMPS_THAT_FIT} dumps of ${roomBytes}, so that an epoch's still fits`,
    });
  }
  return {
    async next(signal) {
      if (waiting !== null && clock.now() < dueMs) return waiting;
      if (clock.now() < dueMs) await clock.waitMs(dueMs - clock.now(), signal);
      waiting = null;
      await rm(path, { force: true });
      await demandRoom();
      const takenAtMs = unixMs(clock.now());
      try {
        await source.dump(path, signal);
      } catch (error) {
        // Half a dump would take room for nothing until the next try.
        await rm(path, { force: true });
        throw error;
      }
      dueMs = takenAtMs + everyMs;
      waiting = {
        path,
        takenAtMs,
        async done() {
          waiting = null;
          await rm(path, { force: true });
        },
      };
      return waiting;
    },
  };
}

interface Found {
  /** of the dumps that were handed over */
  readonly folder: string;
  /** how often it is looked at */
  readonly pollMs: number;
  readonly clock: Clock;
}

/** The newest of the dumps that appeared and were handed over: live stake comes along with each. They are left where they are. */
export function handedOverDumps({ folder, pollMs, clock }: Found): LedgerDumps {
  let used: string | null = null;
  return {
    async next(signal) {
      for (;;) {
        signal.throwIfAborted();
        const newest = await newestIn(folder);
        if (newest !== null && newest.path !== used) {
          const { path, changedAtMs } = newest;
          return {
            path,
            takenAtMs: unixMs(changedAtMs),
            async done() {
              used = path;
            },
          };
        }
        await clock.waitMs(pollMs, signal);
      }
    },
  };
}

/** Of the greatest epoch the one changed last: a file's time is of whatever clock wrote it, and must not stand before later epochs. */
async function newestIn(folder: string): Promise<{ readonly path: string; readonly changedAtMs: number } | null> {
  const names = (await readdir(folder).catch(nullIfAbsent)) ?? [];
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const stats = await stat(path).catch(nullIfAbsent);
      const epoch = epochOfDoneName(name) ?? -1;
      return stats?.isFile() === true ? [{ path, epoch, changedAtMs: Math.floor(stats.mtimeMs) }] : [];
    }),
  );
  const [newest] = found
    .flat()
    .sort((a, b) => b.epoch - a.epoch || b.changedAtMs - a.changedAtMs || (a.path < b.path ? 1 : -1));
  return newest ?? null;
}
