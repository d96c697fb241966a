import { Worker } from 'node:worker_threads';
import { preparationFailed } from '../errors.ts';

/**
 * What a module makes of an order in a thread of its own: the daemon answers its supervisor meanwhile, and the memory goes
 * when the thread ends. The module reads `workerData` and posts its answer.
 * @throws POOLTOOL_DUMP_PREPARATION_FAILED (retry); the signal's reason when aborted, with nothing half-made counted
 */
export async function inThread<Answer>(
  module: URL,
  order: { readonly dumpPath: string },
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  const thread = new Worker(module, { workerData: order });
  const stop = () => void thread.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await answerOf<Answer>(thread);
  } catch (cause) {
    signal.throwIfAborted();
    const says = cause instanceof Error ? cause.message : String(cause);
    throw preparationFailed({ message: `preparing ${order.dumpPath}: ${says}`, cause });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function answerOf<Answer>(thread: Worker): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  thread.once('message', resolve);
  thread.once('error', reject);
  thread.once('exit', (code) => reject(new Error(`the thread ended with ${code} and without an answer`)));
  return promise;
}
