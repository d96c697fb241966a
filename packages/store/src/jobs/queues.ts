/** A queue and how its jobs are treated. Made by whoever needs it first; changed settings take hold when a worker opens it. */
export type QueueDefinition = {
  readonly name: string;
  /** `standard`: any number waits. `short`: of jobs with one key only one waits; sending another one does nothing. */
  readonly policy: 'standard' | 'short';
  /** Tries after the first. */
  readonly retryLimit: number;
  /** Before the second try; doubled with jitter for each further one. */
  readonly retryDelaySeconds: number;
  readonly retryDelayMaxSeconds: number;
  /** How long a job may run, a day at most; a dead worker is noticed by its heartbeat long before. */
  readonly expireSeconds: number;
  /** How long a job that ended is kept. */
  readonly keepSeconds: number;
  /** Where a job goes that was refused or ran out of tries; null: nowhere, it is kept as failed. */
  readonly deadLetter: string | null;
};

/** pg-boss allows no less. */
export const HEARTBEAT_SECONDS = 10;

const DAY = 86_400;

/** What nobody could deliver: looked at by people, sent again from the console. */
export const DEAD_LETTER_QUEUE: QueueDefinition = {
  name: 'dead-letter',
  policy: 'standard',
  retryLimit: 0,
  retryDelaySeconds: 0,
  retryDelayMaxSeconds: 0,
  expireSeconds: DAY / 2,
  keepSeconds: 30 * DAY,
  deadLetter: null,
};

/**
 * A free worker of a pipeline is wanted for one partition of an asset. The truth is in asset_partition: a lost job is
 * sent again.
 */
export const assetRunQueue = (pipeline: string): QueueDefinition => ({
  name: `asset-run-${pipeline}`,
  policy: 'short',
  retryLimit: 0,
  retryDelaySeconds: 0,
  retryDelayMaxSeconds: 0,
  expireSeconds: DAY - 60,
  keepSeconds: 3_600,
  deadLetter: null,
});

/**
 * A queue for the notices of one channel ('telegram', 'webhook', 'push', …): ten tries over about a day. Ended jobs are
 * kept longer than any rollback reaches back, because a kept job is how a notice is known to be sent.
 */
export const channelQueue = (channel: string): QueueDefinition => ({
  name: `channel-${channel}`,
  policy: 'standard',
  retryLimit: 10,
  retryDelaySeconds: 2,
  retryDelayMaxSeconds: 4 * 3_600,
  expireSeconds: 300,
  keepSeconds: 7 * DAY,
  deadLetter: DEAD_LETTER_QUEUE.name,
});

export const CHANNELS = ['telegram', 'webhook', 'push'] as const;
export type Channel = (typeof CHANNELS)[number];
