import type { Checksum } from './checksum.ts';

/** A run of bytes of one blob. Blobs never change; copies and completed uploads share them. */
export interface Piece {
  readonly blob: string;
  readonly offset: number;
  readonly size: number;
}

/** Everything S3 keeps of an object besides its bytes. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** Hex md5 of the bytes; for a multipart upload the md5 of the parts' md5s and `-<parts>`. Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Content-Type, Cache-Control … as they were sent, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without the `x-amz-meta-` in front. */
  readonly userMetadata: Readonly<Record<string, string>>;
  /** Of the whole object; a multipart object has none. */
  readonly checksum?: Checksum | undefined;
  readonly pieces: readonly Piece[];
}

export interface UploadedPart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly checksum?: Checksum | undefined;
  readonly pieces: readonly Piece[];
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly userMetadata: Readonly<Record<string, string>>;
}

/** The bytes `start` to `start + size` (not included) of what `pieces` make up one after the other. */
export function slicePieces(pieces: readonly Piece[], start: number, size: number): readonly Piece[] {
  const slice: Piece[] = [];
  let position = 0;
  for (const piece of pieces) {
    const from = Math.max(start, position);
    const to = Math.min(start + size, position + piece.size);
    if (from < to) slice.push({ blob: piece.blob, offset: piece.offset + from - position, size: to - from });
    position += piece.size;
  }
  return slice;
}
