import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Network, TipMessage } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { batchesOf } from '../batches.ts';
import { oldItem, oldItemId } from './old-item.ts';

/** DynamoDB's own limit. */
const MOST_IN_WRITE = 25;
/** Reporters whose last write is remembered. */
const MOST_REMEMBERED = 20_000;

export interface OldItemsParts {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly network: Network;
  readonly clock: Clock;
  readonly intervalMs: number;
  /** They are a courtesy to old readers: what cannot be written is told and left. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Keeps the items of the old form: each reporter's last tip, written at most once an interval, beside the reports' own way
 * and never in it. Nobody waits for them; what came during a write goes with the next.
 */
export function oldItems({ client, table, network, clock, intervalMs, onTrouble }: OldItemsParts) {
  const latest = new Map<string, TipMessage>();
  const writtenMs = new Map<string, number>();
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    // Else it would end before `writing` is set, when nothing is due.
    await Promise.resolve();
    try {
      for (let due = takeDue(); due.length > 0; due = takeDue()) {
        for (const batch of batchesOf(due, MOST_IN_WRITE)) await write(batch);
      }
    } catch (error) {
      onTrouble(error);
    }
    writing = null;
  }

  /** Of those that changed, whose interval is over; the others come with a later report. */
  function takeDue(): TipMessage[] {
    const nowMs = clock.now();
    const due = [...latest].filter(([id]) => nowMs - (writtenMs.get(id) ?? -Infinity) >= intervalMs);
    for (const [id] of due) {
      latest.delete(id);
      writtenMs.delete(id);
      writtenMs.set(id, nowMs);
    }
    for (const id of writtenMs.keys()) {
      if (writtenMs.size <= MOST_REMEMBERED) break;
      writtenMs.delete(id);
    }
    return due.map(([, message]) => message);
  }

  async function write(messages: readonly TipMessage[]): Promise<void> {
    let requests: WriteRequest[] = messages.map((message) => ({ PutRequest: { Item: oldItem(message, network) } }));
    for (let attempt = 1; requests.length > 0 && attempt <= MOST_ATTEMPTS; attempt += 1) {
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
      );
      requests = UnprocessedItems?.[table] ?? [];
      if (requests.length > 0) await clock.waitMs(PAUSE_MS * attempt);
    }
  }

  return {
    /** Remembers them; writes what is due. */
    note(messages: readonly TipMessage[]): void {
      for (const message of messages) latest.set(oldItemId(message), message);
      writing ??= writeAll();
    },
    /** Resolves when no write is under way. */
    settle: async (): Promise<void> => {
      while (writing !== null) await writing;
    },
  };
}

const MOST_ATTEMPTS = 4;
const PAUSE_MS = 100;
