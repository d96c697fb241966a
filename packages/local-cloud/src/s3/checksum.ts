import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { type Crc64, crc64nvme } from './crc64nvme.ts';

/** S3's "flexible checksums", named as in the header `x-amz-checksum-<algorithm>`; values are base64 of the big-endian digest. */
export const CHECKSUM_ALGORITHMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

/** A digest that grows with the bytes passing by. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  base64(): string;
}

export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm}`;

/** The algorithm a header or trailer name speaks of; undefined for other names and for algorithms we do not know. */
export function algorithmOfHeader(name: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => checksumHeader(algorithm) === name.trim().toLowerCase());
}

export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'crc32':
      return running32((bytes, seed) => crc32(bytes, seed));
    case 'crc32c':
      return running32(crc32c);
    case 'crc64nvme':
      return running64();
    case 'sha1':
    case 'sha256': {
      const hash = createHash(algorithm);
      return { update: (bytes) => void hash.update(bytes), base64: () => hash.digest('base64') };
    }
  }
}

function running32(step: (bytes: Uint8Array, seed: number) => number): RunningChecksum {
  let crc = 0;
  return {
    update(bytes) {
      crc = step(bytes, crc);
    },
    base64() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(crc);
      return digest.toString('base64');
    },
  };
}

function running64(): RunningChecksum {
  let crc: Crc64 = { high: 0, low: 0 };
  return {
    update(bytes) {
      crc = crc64nvme(bytes, crc);
    },
    base64() {
      const digest = Buffer.alloc(8);
      digest.writeUInt32BE(crc.high, 0);
      digest.writeUInt32BE(crc.low, 4);
      return digest.toString('base64');
    },
  };
}
