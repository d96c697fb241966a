import { inThread } from './in-thread.ts';
import type { Preparation, PreparationOrder } from './prepare.ts';

/** `prepare` in a thread of its own. @throws as `inThread` */
export const prepareInThread = (order: PreparationOrder, signal: AbortSignal): Promise<Preparation> =>
  inThread(new URL('./prepare-thread.ts', import.meta.url), order, signal);
