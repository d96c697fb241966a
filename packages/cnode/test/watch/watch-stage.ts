import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customNetwork, type Epoch, epoch } from '@pooltool/domain';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { type MemoryLog, memoryLog } from '@pooltool/shared-utils/log';
import { expect, onTestFinished, vi } from 'vitest';
import { newBell } from '../../src/spool/bell.ts';
import { openSpool, type Spool } from '../../src/spool/spool.ts';
import { type WatchEvent, type WatchState, watchEpochs } from '../../src/watch/watch-epochs.ts';

const NETWORK = customNetwork({ name: 'small', magic: 42, systemStartMs: 0, epochLength: 600, slotLengthMs: 1000 });
export const EPOCH_MS = 600_000;
export const POLL_MS = 5_000;

/** The first bytes of a ledger state of this epoch, and then some. */
export const dumpOf = (of: number, bytes = 40): Uint8Array => {
  const dump = new Uint8Array(bytes);
  dump.set([0x87, of, 0xa0, 0xa0]);
  return dump;
};

/** A node of which the test says where it is and what it does when it is asked. */
export class Node {
  at: Epoch = epoch(7);
  asked = 0;
  free = 1_000_000;
  does: (path: string) => Promise<void> = (path) => writeFile(path, dumpOf(this.at));
}

interface Watch {
  readonly log: MemoryLog;
  readonly states: readonly WatchState[];
  readonly events: readonly WatchEvent[];
  end(): Promise<void>;
  state(): WatchState | undefined;
}

/** A dump folder, ninety seconds into epoch 7, that is gone when the test is over. */
export interface WatchStage {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly spool: Spool;
  watch(node: Node, options?: { source?: false; spoolMaxBytes?: number; againAfterMs?: number }): Watch;
  /** Time passes only while the watch has nothing to do: how busy this machine is must not make it late. */
  passUntil(look: () => unknown): Promise<void>;
  /** of the dumps that wait */
  epochsWaiting(): Promise<(Epoch | null)[]>;
  /** Until the watch has looked and waits for its next look. */
  atRest(): Promise<void>;
  expectWaiting(epochs: number[]): Promise<void>;
  /** what is told of an epoch to people */
  note(of: number): Promise<{ readonly state: string; readonly attempts: number; readonly lastFailure: string | null }>;
}

/** `kept`: of the dumps that were handed over. */
export async function openWatchStage({ kept = 2 } = {}): Promise<WatchStage> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-watch-'));
  const clock = manualClock(7 * EPOCH_MS + 90_000);
  const spool = await openSpool({ folder, settleMs: 1000, kept, clock });
  const lives: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    await Promise.all(lives.map((end) => end()));
    await rm(folder, { recursive: true });
  });
  const stage: WatchStage = {
    ...{ folder, clock, spool },
    watch(node, options = {}) {
      const ending = new AbortController();
      const log = memoryLog();
      const states: WatchState[] = [];
      const events: WatchEvent[] = [];
      const source = {
        name: 'node',
        dump: (path: string) => {
          node.asked += 1;
          return node.does(path);
        },
      };
      const done = watchEpochs({
        ...{ folder, spool, clock, log, network: NETWORK, bell: newBell(clock), signal: ending.signal },
        ...{ teller: { epoch: async () => node.at }, source: options.source === false ? null : source },
        ...{ pollMs: POLL_MS, againAfterMs: options.againAfterMs ?? 0, roomBytes: 1000 },
        spoolMaxBytes: options.spoolMaxBytes ?? 1_000_000,
        freeBytes: async () => node.free,
        uniqueText: () => `${node.asked}`,
        report: (state) => states.push(state),
        observe: (event) => events.push(event),
      });
      const end = async () => {
        ending.abort(new Error('asked to stop'));
        await done;
      };
      lives.push(end);
      return { log, states, events, end, state: () => states.at(-1) };
    },
    passUntil: (look) =>
      vi.waitFor(
        async () => {
          if (clock.waiting() > 0) await clock.advance(POLL_MS);
          await look();
        },
        { timeout: 18_000, interval: 1 },
      ),
    epochsWaiting: async () => (await spool.waiting()).map((dump) => dump.epoch),
    atRest: () => vi.waitFor(() => expect(clock.waiting()).toBe(1), { timeout: 18_000, interval: 1 }),
    async expectWaiting(epochs) {
      await stage.passUntil(async () => expect(await stage.epochsWaiting()).toEqual(epochs));
      await stage.atRest();
    },
    note: async (of) =>
      JSON.parse(await readFile(join(folder, 'watch', `epoch-${String(of).padStart(6, '0')}.json`), 'utf8')),
  };
  return stage;
}
