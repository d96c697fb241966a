import type { Readable } from 'node:stream';

/** Bytes, or a stream of a known length. A stream cannot be sent twice, so its put is attempted once. */
export type ObjectBody = Uint8Array | { readonly stream: Readable; readonly length: number };

export interface ObjectToPut {
  readonly key: string;
  readonly body: ObjectBody;
  readonly contentType: string;
  /** How `body` is compressed already: `gzip`. */
  readonly contentEncoding?: string | undefined;
  readonly cacheControl?: string | undefined;
  /** `*`: only if nothing is there, else POOLTOOL_AWS_CONDITION_FAILED. */
  readonly ifNoneMatch?: '*' | undefined;
}

/** Entity tags are as S3 writes them, with their quotes. */
export interface ObjectFacts {
  readonly length: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

export interface StoredBytes {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export interface StoredStream {
  /** To be read to its end or destroyed. */
  readonly stream: Readable;
  readonly length: number;
  readonly etag: string;
}

export interface ListedObject {
  readonly key: string;
  readonly length: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
}

/** From `start` to `end`, both included, or the last `suffix` bytes. */
export type BytesWanted = { readonly start: number; readonly end: number } | { readonly suffix: number };

/**
 * One bucket. Every method fails with a coded error of `errors.ts`; what is not there is `null`, not an error.
 * Every operation on the bill is counted, also one that found nothing.
 */
export interface ObjectStore {
  put(object: ObjectToPut): Promise<{ readonly etag: string }>;
  get(key: string): Promise<StoredBytes | null>;
  getStream(key: string): Promise<StoredStream | null>;
  /** Parquet files are read so: the footer by `suffix`, then the columns. Beyond the end: POOLTOOL_AWS_REFUSED. */
  getRange(key: string, wanted: BytesWanted): Promise<StoredBytes | null>;
  /** Null also when the bucket itself is missing: S3 answers both alike. */
  head(key: string): Promise<ObjectFacts | null>;
  /** Any number of keys, a thousand a request. Absent ones are no error. */
  delete(keys: Iterable<string>): Promise<void>;
  /** In the order of the keys' UTF-8 bytes. */
  list(prefix: string): AsyncIterable<ListedObject>;
  close(): void;
}
