import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { preparationFailed } from '../../src/errors.ts';
import { writeDurably } from '../../src/hand-over/write-file.ts';
import { freeBytesAt, isDiskFull } from '../../src/watch/disk.ts';

/** A device that never has room: the system says so by itself. */
const FULL = '/dev/full';

function errorOf(write: () => void): unknown {
  try {
    write();
  } catch (error) {
    return error;
  }
  return null;
}

describe('that the disk is full', () => {
  const real = errorOf(() => writeDurably(FULL, (write) => write(new Uint8Array(10))));

  test('is told from what the system says, also when it is wrapped', () => {
    expect(isDiskFull(real)).toBe(true);
    expect(isDiskFull(preparationFailed({ message: 'preparing', cause: real }))).toBe(true);
  });

  test('is told from what the thread says in which a dump is prepared', async () => {
    const text = `require('node:fs').writeFileSync(${JSON.stringify(FULL)}, 'x')`;
    const [error]: unknown[] = await once(new Worker(text, { eval: true }), 'error');
    expect(isDiskFull(error)).toBe(true);
  });

  test('is told from the complaints of programs, and from nothing else', () => {
    expect(isDiskFull('cardano-cli: hPutBuf: resource exhausted (No space left on device)')).toBe(true);
    expect(isDiskFull(new Error('Ogmios answers -32603: Disk quota exceeded'))).toBe(true);
    expect(isDiskFull('MuxError: connection refused')).toBe(false);
    expect(isDiskFull(errorOf(() => writeDurably('/nowhere/at/all', () => {})))).toBe(false);
    expect(isDiskFull(null)).toBe(false);
  });

  test('or how much room it has', async () => {
    expect(await freeBytesAt(tmpdir())).toBeGreaterThan(0);
    await expect(freeBytesAt('/nowhere')).rejects.toThrow('ENOENT');
  });
});
