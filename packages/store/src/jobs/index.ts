export type { JobData, JobValue } from './json.ts';
export {
  type Job,
  type JobHandler,
  type Jobs,
  openJobs,
  type QueueDepth,
  type WorkOptions,
} from './open-jobs.ts';
export { type Publication, publish, publishAll } from './publish.ts';
export {
  assetRunQueue,
  CHANNELS,
  type Channel,
  channelQueue,
  DEAD_LETTER_QUEUE,
  type QueueDefinition,
} from './queues.ts';
export { type SendJobOptions, sendJob } from './send-job.ts';
