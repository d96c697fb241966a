import { type AttributeValue, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { TipMessage } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { type FeedCursors, lockFeedCursors, moveFeedCursors } from '@pooltool/store/tip-inbox';
import { WRITERS } from './feed.ts';
import type { FeedParts } from './feed-writer.ts';
import { unpackBatch } from './packed-batch.ts';

interface Writer {
  readonly name: string;
  /** number of its last item; null: it may write more */
  readonly closed: number | null;
}

interface FeedItem {
  readonly n: number;
  readonly messages: readonly TipMessage[];
}

/** A writer that was silent for so long may have died: it is asked less often. */
const SILENT_MS = 10 * 60_000;
const SILENT_ASKED_MS = 10_000;

/** Reads what writers wrote from where the cursors in PostgreSQL stand, and hands it over in the transaction that moves them. */
export function feedReader({ client, table, clock }: FeedParts) {
  let near: ReadonlyMap<string, readonly FeedItem[]> = new Map();
  const newMs = new Map<string, number>();
  const askedMs = new Map<string, number>();

  async function itemsOf(name: string, after: number, limit: number): Promise<FeedItem[]> {
    const items: FeedItem[] = [];
    let messages = 0;
    const nowMs = clock.now();
    askedMs.set(name, nowMs);
    for await (const item of query(name, after)) {
      items.push({ n: Number(item['n']?.N), messages: unpackBatch(item['messages']?.B ?? NOTHING) });
      messages += items.at(-1)?.messages.length ?? 0;
      if (messages >= limit) break;
    }
    if (items.length > 0 || !newMs.has(name)) newMs.set(name, nowMs);
    return items;
  }

  /** In their order. What has expired is gone, also while DynamoDB has not yet taken it away. */
  async function* query(partition: string, after: number): AsyncGenerator<Record<string, AttributeValue>> {
    const nowSeconds = clock.now() / 1_000;
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: 'writer = :writer and n > :after',
        ExpressionAttributeValues: { ':writer': { S: partition }, ':after': { N: String(after) } },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      yield* Items.filter(({ expires }) => Number(expires?.N) > nowSeconds);
    }
  }

  async function writers(): Promise<Writer[]> {
    const found: Writer[] = [];
    for await (const { who, closed } of query(WRITERS, 0)) {
      if (who?.S !== undefined) found.push({ name: who.S, closed: closed?.N === undefined ? null : Number(closed.N) });
    }
    return found;
  }

  function isWorthAsking({ name, closed }: Writer, taken: number): boolean {
    if (closed !== null) return taken < closed;
    const nowMs = clock.now();
    const silentMs = nowMs - (newMs.get(name) ?? nowMs);
    return silentMs < SILENT_MS || nowMs - (askedMs.get(name) ?? 0) >= SILENT_ASKED_MS;
  }

  return {
    /** @param cursors as they are committed */
    async fetch(cursors: FeedCursors, limit: number): Promise<void> {
      const asked = (await writers()).filter((writer) => isWorthAsking(writer, cursors.get(writer.name) ?? 0));
      const found = await Promise.all(
        asked.map(async ({ name }) => [name, await itemsOf(name, cursors.get(name) ?? 0, limit)] as const),
      );
      near = new Map(found.filter(([, items]) => items.length > 0));
    },

    /** Batches that came near and that nobody took since, whole, until `limit` messages are reached, and at least one. */
    async take(tx: Transaction, limit: number): Promise<TipMessage[]> {
      if (near.size === 0) return [];
      const cursors = await lockFeedCursors(tx);
      const { taken, moved } = firstItems(near, cursors, limit);
      if (moved.size > 0) await moveFeedCursors(tx, moved, clock.now());
      return taken;
    },
  };
}

const NOTHING = new Uint8Array();

/** Of each writer in the order of its numbers; of all writers the item that is oldest by its first message comes next. */
function firstItems(
  near: ReadonlyMap<string, readonly FeedItem[]>,
  cursors: FeedCursors,
  limit: number,
): { readonly taken: TipMessage[]; readonly moved: ReadonlyMap<string, number> } {
  const inOrder = [...near]
    .flatMap(([name, items]) =>
      aged(items.filter(({ n }) => n > (cursors.get(name) ?? 0))).map((item) => ({ name, ...item })),
    )
    .sort((a, b) => a.writtenMs - b.writtenMs || compare(a.name, b.name) || a.n - b.n);
  const taken: TipMessage[] = [];
  const moved = new Map<string, number>();
  for (const { name, n, messages } of inOrder) {
    if (taken.length > 0 && taken.length + messages.length > limit) break;
    taken.push(...messages);
    moved.set(name, n);
  }
  return { taken, moved };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** When each item was written; never before the one before it, so that a writer's own order stands, also if its clock was set back. */
function aged(items: readonly FeedItem[]): (FeedItem & { readonly writtenMs: number })[] {
  let writtenMs = 0;
  return items.map((item) => {
    writtenMs = Math.max(writtenMs, item.messages[0]?.receivedAt ?? 0);
    return { ...item, writtenMs };
  });
}
