import { dispositionOf } from '@pooltool/shared-utils/errors';
import type { Log } from '@pooltool/shared-utils/log';
import { PgBoss } from 'pg-boss';
import { makeQueue, settingsOf } from './boss-in-transaction.ts';
import { listenForJobs } from './listen-for-jobs.ts';
import type { QueueDefinition } from './queues.ts';

export type Job = {
  readonly id: string;
  /** As it was sent; the handler checks its shape. */
  readonly data: unknown;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the job ran out of time or the process stops without patience. */
  readonly signal: AbortSignal;
};

/** What the handler throws decides: reject goes to the dead letters at once, anything else is tried again. */
export type JobHandler = (job: Job) => Promise<void>;

export type WorkOptions = {
  /** How many jobs at once in this process, 1 when absent. */
  readonly concurrency?: number;
  /**
   * This process is the only one that works on the queue (it holds the daemon's lock): what a killed predecessor had
   * begun is taken back at once, instead of after its heartbeat is missed.
   */
  readonly alone?: boolean;
  /** Told when a handler's error says halt: the daemon must stop. */
  readonly onHalt?: (error: unknown) => void;
};

export type QueueDepth = {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
};

export type Jobs = {
  /** Makes the queue or brings its settings up to date. */
  openQueue(queue: QueueDefinition): Promise<void>;
  /** From now on what is published for the event is also sent to this queue. Remembered in the database. */
  subscribe(event: string, queue: QueueDefinition): Promise<void>;
  unsubscribe(event: string, queue: QueueDefinition): Promise<void>;
  work(queue: QueueDefinition, handler: JobHandler, options?: WorkOptions): Promise<void>;
  /** Fetches no more from the queue and waits for what is under way. */
  stopWork(queue: QueueDefinition): Promise<void>;
  /** For the console and the metrics. */
  depths(): Promise<QueueDepth[]>;
  /** Sends dead letters back to the queues they came from. Answers how many. */
  redrive(deadLetters: QueueDefinition): Promise<number>;
  /** Waits up to `graceMs` for what is under way (30 s when absent), then gives it back. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
};

/** How soon a missed heartbeat is looked for: with 10 s of heartbeat a dead worker's job is taken over after 10 to 13 s. */
const WATCH_SECONDS = 3;
/** NOTIFY wakes workers within milliseconds; this is for when its connection is down. */
const POLL_SECONDS = 2;

/**
 * pg-boss with connections of its own (it reads int8 as text, our pools as bigint, and LISTEN needs one anyway). The
 * schema `pgboss` must be there: `migrate` makes it.
 */
export async function openJobs({
  connectionString,
  applicationName,
  log,
  maxConnections = 4,
}: {
  readonly connectionString: string;
  readonly applicationName: string;
  readonly log: Log;
  readonly maxConnections?: number;
}): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString,
    application_name: applicationName,
    max: maxConnections,
    migrate: false,
    createSchema: false,
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: WATCH_SECONDS,
    monitorIntervalSeconds: WATCH_SECONDS,
  });
  boss.getDb().listen = listenForJobs({ connectionString, applicationName });
  boss.on('error', (error) => log.warn({ error }, 'jobs.failed'));
  boss.on('warning', ({ message, data }) => log.warn({ message, ...data }, 'jobs.warned'));
  await boss.start();

  const openQueue = async (queue: QueueDefinition): Promise<void> => {
    await makeQueue(boss, queue);
    await boss.updateQueue(queue.name, settingsOf(queue));
  };

  return {
    openQueue,
    subscribe: async (event, queue) => {
      await openQueue(queue);
      await boss.subscribe(event, queue.name);
    },
    unsubscribe: (event, queue) => boss.unsubscribe(event, queue.name),
    work: async (queue, handler, { concurrency = 1, alone = false, onHalt } = {}) => {
      await openQueue(queue);
      if (alone) await takeBack(boss, queue);
      const options = {
        localConcurrency: concurrency,
        perJobResults: true,
        pollingIntervalSeconds: POLL_SECONDS,
        notifyPollingIntervalSeconds: POLL_SECONDS,
      } as const;
      await boss.work<unknown, unknown, typeof options>(queue.name, options, async (jobs) => {
        const results = jobs.map(async ({ id, data, retryCount, signal }) => {
          try {
            await handler({ id, data, attempt: retryCount + 1, signal });
            return { id, status: 'completed' } as const;
          } catch (error) {
            const disposition = dispositionOf(error);
            log.warn({ error, queue: queue.name, job: id, attempt: retryCount + 1 }, 'job.failed');
            if (disposition === 'halt') onHalt?.(error);
            return { id, status: disposition === 'reject' ? 'deadletter' : 'failed', output: told(error) } as const;
          }
        });
        try {
          return await Promise.all(results);
        } finally {
          // After a job pg-boss pauses until the next NOTIFY or poll, however many jobs still wait.
          for (const { id, name } of boss.getWipData()) if (name === queue.name) boss.notifyWorker(id);
        }
      });
    },
    stopWork: (queue) => boss.offWork(queue.name, { wait: true }),
    depths: async () =>
      (await boss.getQueues()).map(({ name, readyCount, activeCount, failedCount }) => ({
        queue: name,
        waiting: readyCount,
        active: activeCount,
        failed: failedCount,
      })),
    redrive: (deadLetters) => boss.redrive(deadLetters.name),
    close: ({ graceMs = 30_000 } = {}) => boss.stop({ graceful: true, timeout: graceMs }),
  };
}

async function takeBack(boss: PgBoss, queue: QueueDefinition): Promise<void> {
  const begun = (await boss.findJobs(queue.name)).filter(({ state }) => state === 'active');
  if (begun.length > 0) {
    await boss.fail(
      queue.name,
      begun.map(({ id }) => id),
      { message: 'the worker died' },
    );
  }
}

const told = (error: unknown): { message: string } => ({
  message: error instanceof Error ? error.message : String(error),
});
