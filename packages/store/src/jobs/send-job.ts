import type { Transaction } from '@pooltool/shared-utils/pg';
import { bossIn, ensureQueueIn } from './boss-in-transaction.ts';
import type { JobData } from './json.ts';
import type { QueueDefinition } from './queues.ts';

export type SendJobOptions = {
  /** On a `short` queue: nothing is sent while a job with this key waits. */
  readonly key?: string;
  /** A uuid; a job that was ever sent with it and is still kept is not sent again. */
  readonly id?: string;
  /** Higher goes first. */
  readonly priority?: number;
  readonly startAfterSeconds?: number;
};

/** Sends a job in the caller's transaction: it appears if and when that commits. False when it was there already. */
export async function sendJob(
  tx: Transaction,
  queue: QueueDefinition,
  data: JobData,
  { key, id, priority, startAfterSeconds }: SendJobOptions = {},
): Promise<boolean> {
  await ensureQueueIn(tx, queue);
  const sent = await bossIn(tx).send(queue.name, data, {
    ...(key === undefined ? {} : { singletonKey: key }),
    ...(id === undefined ? {} : { id }),
    ...(priority === undefined ? {} : { priority }),
    ...(startAfterSeconds === undefined ? {} : { startAfter: startAfterSeconds }),
  });
  return sent !== null;
}
