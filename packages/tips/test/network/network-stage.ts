import { type Contest, type Height, height, slot, slotStartMs, type TipMessage } from '@pooltool/domain';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { NetworkEvent, TipNetwork } from '@pooltool/simulator/tip-network';
import { claimNetwork } from '@pooltool/store';
import { readContests } from '@pooltool/store/battles';
import { createTestDatabase } from '@pooltool/store/testing';
import { openPostgresInbox, type TipInbox } from '@pooltool/tip-inbox';
import { settlePass } from '../../../orphans/src/settle-pass.ts';
import { tipPasses } from '../../src/tip-pass.ts';
import { followChain, tellElections } from './follow-network.ts';

/** What a network that was heard of has come to. */
export interface Heard {
  /** all that were judged, by height */
  readonly contests: ReadonlyMap<Height, Contest>;
  /** of every message that was refused for what it shows */
  readonly refused: ReadonlyMap<string, number>;
  /** most delays that were kept of a hash: of whom, in ms */
  delaysOf(hash: string): Promise<ReadonlyMap<string, number | null>>;
}

export const SETTLE_BLOCKS = 10;

/** Where the reports of a stage wait; closed with it. */
export type OpenInbox = (parts: { readonly pool: Pool; readonly clock: ManualClock }) => TipInbox;

/**
 * Puts reports through an inbox, and lets the tip loop's passes and the settlement's follow each other on a database of
 * this run's own, which is gone with `close`.
 */
export async function openNetworkStage(network: TipNetwork, openInbox: OpenInbox = openPostgresInbox) {
  const database = await createTestDatabase();
  const { pool } = database;
  const clock = manualClock(slotStartMs(network.network, slot(0)));
  const inbox = openInbox({ pool, clock });
  const refused = new Map<string, number>();
  const ended = new AbortController();
  const begin = () => tipPasses({ pool, inbox, network: network.network, clock });
  let passes = begin();
  const settle = settlePass({ pool, clock, depth: SETTLE_BLOCKS, signal: ended.signal, observe: () => {} });
  await claimNetwork(pool, network.network);
  await tellElections(pool, network);

  /** Every message that waits. @returns how many did */
  async function pass(): Promise<number> {
    let messages = 0;
    for (let complete = false; !complete; ) {
      const taken = await passes.pass();
      for (const [reason, times] of taken.refused) refused.set(reason, (refused.get(reason) ?? 0) + times);
      messages += taken.messages;
      complete = taken.complete;
    }
    return messages;
  }

  return {
    pool,
    clock,
    pass,
    settle,
    put: (messages: readonly TipMessage[]) => inbox.put(messages),
    /** as after a kill */
    restart() {
      passes = begin();
    },
    /** Chain events at once, reports in heaps of so many ms; both daemons get their turn after each. */
    async play(events: Iterable<NetworkEvent>, { heapMs = 15_000 } = {}): Promise<void> {
      let heap: TipMessage[] = [];
      const flush = async (): Promise<void> => {
        if (heap.length > 0) await inbox.put(heap);
        heap = [];
        await pass();
        await settle();
      };
      for (const event of events) {
        if (event.atMs > clock.now() + heapMs) {
          await clock.advance(event.atMs - clock.now());
          await flush();
        }
        if (event.kind === 'tip') heap.push(event.tip.message);
        else await followChain(pool, network.network, event);
      }
      await clock.advance(heapMs);
      await flush();
    },
    async heard(): Promise<Heard> {
      const { rows } = await pool.query<{ height: bigint }>(`select height from judged_height order by height`);
      const contests = await readContests(
        pool,
        rows.map((row) => height(Number(row.height))),
      );
      return {
        contests,
        refused,
        async delaysOf(hash) {
          const kept = await pool.query<{ who: string; delay: number | null }>(
            `select encode(p.pool_id, 'hex') || '#' || p.node as who, said.delay
             from judged_block j
             join reported_block c on c.hash = j.hash and c.height = j.height and c.slot = j.slot
               and (c.pool_id = j.pool_id or c.pool_id is null)
             cross join lateral unnest(c.reporters, c.delays) as said (reporter_id, delay)
             join reporter p using (reporter_id)
             where j.hash = decode($1, 'hex')`,
            [hash],
          );
          return new Map(kept.rows.map(({ who, delay }) => [who, delay]));
        },
      };
    },
    async close(): Promise<void> {
      await inbox.close();
      await database.close();
    },
  };
}

export type NetworkStage = Awaited<ReturnType<typeof openNetworkStage>>;

/** A stage of its own for one run, gone when that is over. */
export async function heardOf(network: TipNetwork, play: (stage: NetworkStage) => Promise<void>): Promise<Heard> {
  const stage = await openNetworkStage(network);
  try {
    await play(stage);
    return await stage.heard();
  } finally {
    await stage.close();
  }
}
