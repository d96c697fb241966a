import { firebaseUnreachable } from './errors.ts';

/** @throws POOLTOOL_FIREBASE_UNREACHABLE when `work` takes longer; what it does then is its own affair */
export async function inTime<T>(work: Promise<T>, timeoutMs: number, otherwise: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const message = `${otherwise} within ${timeoutMs} ms`;
  const timer = setTimeout(() => reject(firebaseUnreachable({ message })), timeoutMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
