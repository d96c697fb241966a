const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;

/** A 64-bit remainder as two unsigned halves, because bigints would be a hundred times slower per byte. */
export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

const HIGH = new Uint32Array(256);
const LOW = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = ((low >>> 1) | (high << 31)) ^ (carry ? POLYNOMIAL_LOW : 0);
    high = (high >>> 1) ^ (carry ? POLYNOMIAL_HIGH : 0);
  }
  HIGH[byte] = high;
  LOW[byte] = low;
}

/** CRC-64/NVME, continued from `seed`, the value of what came before. */
export function crc64nvme(bytes: Uint8Array, seed: Crc64 = { high: 0, low: 0 }): Crc64 {
  let high = ~seed.high;
  let low = ~seed.low;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (LOW[index] ?? 0);
    high = (high >>> 8) ^ (HIGH[index] ?? 0);
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}
