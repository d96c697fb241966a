import { compareKeys, firstIndex } from './key-order.ts';
import type { Piece, StoredObject, Upload, UploadedPart } from './object.ts';

/** One change. The journal is a list of these, and the catalog what they add up to. */
export type Entry =
  | { readonly kind: 'bucket'; readonly bucket: string; readonly createdMs: number }
  | { readonly kind: 'bucket-removed'; readonly bucket: string }
  /** `upload` names the multipart upload this object completes: both happen in one entry, so never one without the other. */
  | { readonly kind: 'object'; readonly bucket: string; readonly object: StoredObject; readonly upload?: string }
  | { readonly kind: 'object-removed'; readonly bucket: string; readonly key: string }
  | { readonly kind: 'upload'; readonly upload: Upload }
  | { readonly kind: 'part'; readonly upload: string; readonly part: UploadedPart }
  | { readonly kind: 'upload-removed'; readonly upload: string };

/** Pieces the catalog names since an entry, and pieces it names no more. */
export interface Change {
  readonly gained: readonly Piece[];
  readonly lost: readonly Piece[];
}

interface Bucket {
  readonly createdMs: number;
  readonly objects: Map<string, StoredObject>;
  /** The keys of `objects` in the order of `compareKeys`; undefined until somebody asks after a bulk load. */
  ordered: string[] | undefined;
}

interface OpenUpload extends Upload {
  readonly parts: Map<number, UploadedPart>;
}

/** All buckets, objects and open uploads, in memory. Holds no bytes of objects, touches nothing outside. */
export class Catalog {
  readonly #buckets = new Map<string, Bucket>();
  readonly #uploads = new Map<string, OpenUpload>();

  buckets(): readonly { readonly name: string; readonly createdMs: number }[] {
    const all = Array.from(this.#buckets, ([name, { createdMs }]) => ({ name, createdMs }));
    return all.sort((a, b) => compareKeys(a.name, b.name));
  }

  hasBucket(bucket: string): boolean {
    return this.#buckets.has(bucket);
  }

  object(bucket: string, key: string): StoredObject | undefined {
    return this.#buckets.get(bucket)?.objects.get(key);
  }

  /** In the order of `compareKeys`. Valid until the next entry. */
  keys(bucket: string): readonly string[] {
    const found = this.#buckets.get(bucket);
    if (found === undefined) return [];
    found.ordered ??= [...found.objects.keys()].sort(compareKeys);
    return found.ordered;
  }

  upload(id: string): Upload | undefined {
    return this.#uploads.get(id);
  }

  uploads(bucket: string): readonly Upload[] {
    return [...this.#uploads.values()]
      .filter((upload) => upload.bucket === bucket)
      .sort((a, b) => compareKeys(a.key, b.key) || a.startedMs - b.startedMs);
  }

  /** In the order of their numbers. */
  parts(upload: string): readonly UploadedPart[] {
    return [...(this.#uploads.get(upload)?.parts.values() ?? [])].sort((a, b) => a.number - b.number);
  }

  /** Every piece that is named, as often as it is named. */
  pieces(): readonly Piece[] {
    return Array.from(this.entries(), piecesNamedBy).flat();
  }

  apply(entry: Entry): Change {
    switch (entry.kind) {
      case 'bucket':
        if (!this.#buckets.has(entry.bucket)) {
          this.#buckets.set(entry.bucket, { createdMs: entry.createdMs, objects: new Map(), ordered: undefined });
        }
        return change();
      case 'bucket-removed':
        this.#buckets.delete(entry.bucket);
        return change({ lost: this.uploads(entry.bucket).flatMap((upload) => this.#endUpload(upload.id)) });
      case 'object':
        return this.#put(entry);
      case 'object-removed':
        return change({ lost: this.#remove(entry.bucket, entry.key) });
      case 'upload': {
        const lost = this.#endUpload(entry.upload.id);
        this.#uploads.set(entry.upload.id, { ...entry.upload, parts: new Map() });
        return change({ lost });
      }
      case 'part': {
        const parts = this.#uploads.get(entry.upload)?.parts;
        const lost = parts?.get(entry.part.number)?.pieces ?? [];
        parts?.set(entry.part.number, entry.part);
        return parts === undefined ? change() : change({ gained: entry.part.pieces, lost });
      }
      case 'upload-removed':
        return change({ lost: this.#endUpload(entry.upload) });
    }
  }

  /** The shortest list of entries that makes this catalog. */
  *entries(): Generator<Entry> {
    for (const { name, createdMs } of this.buckets()) {
      yield { kind: 'bucket', bucket: name, createdMs };
      for (const key of this.keys(name)) {
        const object = this.object(name, key);
        if (object !== undefined) yield { kind: 'object', bucket: name, object };
      }
    }
    for (const { parts, ...upload } of this.#uploads.values()) {
      yield { kind: 'upload', upload };
      for (const part of parts.values()) yield { kind: 'part', upload: upload.id, part };
    }
  }

  #put({ bucket, object, upload }: { bucket: string; object: StoredObject; upload?: string }): Change {
    const found = this.#buckets.get(bucket);
    if (found === undefined) return change();
    const before = found.objects.get(object.key);
    found.objects.set(object.key, object);
    if (before === undefined && found.ordered !== undefined) {
      const place = firstIndex(found.ordered, (key) => compareKeys(key, object.key) > 0);
      found.ordered.splice(place, 0, object.key);
    }
    const parts = upload === undefined ? [] : this.#endUpload(upload);
    return change({ gained: object.pieces, lost: [...(before?.pieces ?? []), ...parts] });
  }

  #remove(bucket: string, key: string): readonly Piece[] {
    const found = this.#buckets.get(bucket);
    const before = found?.objects.get(key);
    if (found === undefined || before === undefined) return [];
    found.objects.delete(key);
    found.ordered?.splice(
      firstIndex(found.ordered, (other) => compareKeys(other, key) >= 0),
      1,
    );
    return before.pieces;
  }

  #endUpload(id: string): readonly Piece[] {
    const pieces = this.parts(id).flatMap((part) => part.pieces);
    this.#uploads.delete(id);
    return pieces;
  }
}

function piecesNamedBy(entry: Entry): readonly Piece[] {
  if (entry.kind === 'object') return entry.object.pieces;
  return entry.kind === 'part' ? entry.part.pieces : [];
}

const change = ({ gained = [], lost = [] }: Partial<Change> = {}): Change => ({ gained, lost });
