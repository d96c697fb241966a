import type { Piece } from './object.ts';

/** Where bytes lie. A blob is written once under a fresh id, read from anywhere, and removed when nobody names it. */
export interface Blobs {
  /** The bytes written. When `body` fails nothing stays behind. */
  write(id: string, body: AsyncIterable<Uint8Array>): Promise<number>;
  read(piece: Piece): AsyncIterable<Uint8Array>;
  remove(id: string): Promise<void>;
}

export function memoryBlobs(): Blobs {
  const blobs = new Map<string, Buffer>();
  return {
    async write(id, body) {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      const blob = Buffer.concat(pieces);
      blobs.set(id, blob);
      return blob.length;
    },
    async *read({ blob, offset, size }) {
      const bytes = blobs.get(blob);
      if (bytes === undefined) throw new Error(`blob ${blob} is not there`);
      yield bytes.subarray(offset, offset + size);
    },
    async remove(id) {
      blobs.delete(id);
    },
  };
}
