import { createHash } from 'node:crypto';
import type { UploadedPart } from './object.ts';
import { S3Error } from './s3-error.ts';
import { childrenNamed, childText, parseXml } from './xml.ts';

/** Of every part but the last (Amazon S3 quotas). */
const LEAST_PART_BYTES = 5 * 1024 ** 2;

/** A part as the client names it when it completes its upload. */
export interface ListedPart {
  readonly number: number;
  readonly etag: string;
}

/** @throws S3Error MalformedXML. */
export function listedParts(text: string): readonly ListedPart[] {
  const document = parseXml(text, 'CompleteMultipartUpload');
  const listed = document
    ? childrenNamed(document, 'Part').map((part) => ({
        number: Number(childText(part, 'PartNumber')),
        etag: (childText(part, 'ETag') ?? '').replace(/^"|"$/g, ''),
      }))
    : [];
  if (listed.length === 0) {
    throw new S3Error('MalformedXML', 'The body must be a CompleteMultipartUpload document of at least one part');
  }
  return listed;
}

/** The uploaded parts that were listed. @throws S3Error InvalidPartOrder, InvalidPart, EntityTooSmall. */
export function chosenParts(listed: readonly ListedPart[], uploaded: readonly UploadedPart[]): readonly UploadedPart[] {
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  if (listed.some(({ number }, index) => index > 0 && number <= (listed[index - 1]?.number ?? 0))) {
    throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order');
  }
  return listed.map(({ number, etag }, index) => {
    const part = byNumber.get(number);
    if (part === undefined || part.etag !== etag) {
      throw new S3Error('InvalidPart', 'A listed part was not uploaded, or not with this entity tag', {
        PartNumber: number,
      });
    }
    if (index < listed.length - 1 && part.size < LEAST_PART_BYTES) {
      throw new S3Error('EntityTooSmall', 'Every part but the last must have at least 5 MiB', {
        PartNumber: number,
        ProposedSize: part.size,
        MinSizeAllowed: LEAST_PART_BYTES,
      });
    }
    return part;
  });
}

/** The entity tag S3 gives what was uploaded in parts: the md5 of their md5s, and their number. */
export function etagOfParts(parts: readonly UploadedPart[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}
