import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHECKSUM_ALGORITHMS, runningChecksum } from '../../src/s3/checksum.ts';

// The check values of the CRC catalogue: the digest of the nine bytes "123456789".
test.each([
  ['crc32', 'cbf43926'],
  ['crc32c', 'e3069283'],
  ['crc64nvme', 'ae8b14860a799888'],
  ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
] as const)('%s of "123456789" is %s', (algorithm, hex) => {
  const running = runningChecksum(algorithm);
  running.update(Buffer.from('123456789'));
  expect(Buffer.from(running.base64(), 'base64').toString('hex')).toBe(hex);
});

test('a checksum does not depend on where the bytes were cut', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(),
      fc.constantFrom(...CHECKSUM_ALGORITHMS),
      (bytes, cut, algorithm) => {
        const whole = runningChecksum(algorithm);
        whole.update(bytes);
        const halves = runningChecksum(algorithm);
        halves.update(bytes.subarray(0, cut % (bytes.length + 1)));
        halves.update(bytes.subarray(cut % (bytes.length + 1)));
        expect(halves.base64()).toBe(whole.base64());
      },
    ),
  );
});
