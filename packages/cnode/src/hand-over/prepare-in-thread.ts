import { Worker } from 'node:worker_threads';
import { preparationFailed } from '../errors.ts';
import type { Preparation, PreparationOrder } from './prepare.ts';

/**
 * `prepare` in a thread of its own: the daemon answers its supervisor meanwhile, and the memory goes when the thread ends.
 * @throws POOLTOOL_DUMP_PREPARATION_FAILED (retry); the signal's reason when aborted, with nothing half-made counted
 */
export async function prepareInThread(order: PreparationOrder, signal: AbortSignal): Promise<Preparation> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('./prepare-thread.ts', import.meta.url), { workerData: order });
  const stop = () => void thread.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await answerOf(thread);
  } catch (cause) {
    signal.throwIfAborted();
    const says = cause instanceof Error ? cause.message : String(cause);
    throw preparationFailed({ message: `preparing ${order.dumpPath}: ${says}`, cause });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function answerOf(thread: Worker): Promise<Preparation> {
  const { promise, resolve, reject } = Promise.withResolvers<Preparation>();
  thread.once('message', resolve);
  thread.once('error', reject);
  thread.once('exit', (code) => reject(new Error(`the thread ended with ${code} and without an answer`)));
  return promise;
}
