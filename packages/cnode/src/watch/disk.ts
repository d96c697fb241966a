import { statfs } from 'node:fs/promises';

/** Bytes that we may still write to the file system of this folder. */
export async function freeBytesAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const CODES = ['ENOSPC', 'EDQUOT'];
/** As the C library says it, in any program's complaint; Ogmios passes on what the system told it. */
const WORDS = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded|resource exhausted/i;

/** Whether this error, one of its causes, or this complaint of a program says that the disk is full. */
export function isDiskFull(of: unknown): boolean {
  if (typeof of === 'string') return WORDS.test(of);
  for (let error = of; error instanceof Error; error = error.cause) {
    if ('code' in error && CODES.some((code) => code === error.code)) return true;
    if (WORDS.test(error.message)) return true;
  }
  return false;
}
