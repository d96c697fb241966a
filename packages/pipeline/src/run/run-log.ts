import type { Log } from '@pooltool/shared-utils/log';

/** Lines of a run: object first, then a constant event name, as in the daemons' log. */
export type RunLog = Pick<Log, 'info' | 'warn' | 'error'>;
