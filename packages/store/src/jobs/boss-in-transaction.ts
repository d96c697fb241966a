import type { Transaction } from '@pooltool/shared-utils/pg';
import { PgBoss } from 'pg-boss';
import { DEAD_LETTER_QUEUE, HEARTBEAT_SECONDS, type QueueDefinition } from './queues.ts';

const bosses = new WeakMap<Transaction, PgBoss>();

/** pg-boss on the caller's transaction: never started, it only writes. What it sends appears when the caller commits. */
export function bossIn(tx: Transaction): PgBoss {
  const known = bosses.get(tx);
  if (known !== undefined) return known;
  const boss = new PgBoss({
    db: { executeSql: (text, values) => tx.query(text, values) },
    migrate: false,
    supervise: false,
    schedule: false,
  });
  bosses.set(tx, boss);
  return boss;
}

const NONE: ReadonlySet<string> = new Set();
const known = new WeakMap<Transaction, ReadonlySet<string>>();

/** Makes the queue when it is not there yet, in this transaction. */
export async function ensureQueueIn(tx: Transaction, queue: QueueDefinition): Promise<void> {
  const seen = known.get(tx) ?? NONE;
  if (seen.has(queue.name)) return;
  const boss = bossIn(tx);
  if ((await boss.getQueue(queue.name)) === null) await makeQueue(boss, queue);
  known.set(tx, new Set([...seen, queue.name]));
}

/** Makes the queue, and before it the one for its dead letters. Nothing happens when it exists. */
export async function makeQueue(boss: PgBoss, queue: QueueDefinition): Promise<void> {
  if (queue.deadLetter === DEAD_LETTER_QUEUE.name) await makeQueue(boss, DEAD_LETTER_QUEUE);
  await boss.createQueue(queue.name, { policy: queue.policy, ...settingsOf(queue) });
}

/** What may change of a queue that exists. */
export function settingsOf(queue: QueueDefinition) {
  return {
    notify: true,
    retryLimit: queue.retryLimit,
    retryDelay: queue.retryDelaySeconds,
    retryBackoff: queue.retryDelaySeconds > 0,
    ...(queue.retryDelaySeconds > 0 ? { retryDelayMax: queue.retryDelayMaxSeconds } : {}),
    expireInSeconds: queue.expireSeconds,
    deleteAfterSeconds: queue.keepSeconds,
    ...(queue.deadLetter === null ? {} : { deadLetter: queue.deadLetter }),
    heartbeatSeconds: HEARTBEAT_SECONDS,
  };
}
