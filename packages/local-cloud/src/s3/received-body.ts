import { createHash } from 'node:crypto';
import { awsChunkedContent } from './aws-chunked.ts';
import { algorithmOfHeader, type Checksum, checksumHeader, type RunningChecksum, runningChecksum } from './checksum.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';

/** What one put or one part may hold: 5 GiB (Amazon S3 quotas). */
const MOST_BYTES = 5 * 1024 ** 3;

/** An object's or a part's bytes as they stream in. Reading `bytes` to the end checks them; only then is `digest` there. */
export interface ReceivedBody {
  readonly bytes: AsyncIterable<Uint8Array>;
  digest(): BodyDigest;
}

export interface BodyDigest {
  /** Hex md5. */
  readonly etag: string;
  /** The checksum the client sent along, found right. */
  readonly checksum: Checksum | undefined;
}

/**
 * The content of a put: taken out of `aws-chunked`, counted against its declared length, and compared with every digest the client sent:
 * `Content-MD5`, `x-amz-content-sha256`, `x-amz-checksum-*` as a header or as a trailer. The comparison fails the reading itself, so a
 * wrong body never becomes an object.
 *
 * @throws S3Error before the first byte: MissingContentLength, EntityTooLarge, InvalidRequest.
 */
export function receivedBody({ headers, body }: S3Request): ReceivedBody {
  const chunked = isAwsChunked(headers);
  const length = declaredLength(headers, chunked);
  const trailers = new Map<string, string>();
  const announced = chunked ? (headers['x-amz-trailer'] ?? '') : '';
  const algorithm = sentAlgorithm([...Object.keys(headers), ...announced.split(',')]);
  const running = algorithm && runningChecksum(algorithm);
  const contentSha256 = /^[0-9a-f]{64}$/.exec(headers['x-amz-content-sha256'] ?? '')?.[0];
  const sha256 = contentSha256 === undefined ? undefined : createHash('sha256');
  const md5 = createHash('md5');
  let digest: BodyDigest | undefined;

  async function* checked(): AsyncGenerator<Uint8Array> {
    let size = 0;
    for await (const bytes of chunked ? awsChunkedContent(body, trailers) : body) {
      size += bytes.length;
      md5.update(bytes);
      sha256?.update(bytes);
      running?.update(bytes);
      yield bytes;
    }
    if (size !== length) throw new S3Error('IncompleteBody', `The body has ${size} bytes, not the ${length} declared`);
    const md5Bytes = md5.digest();
    if ((headers['content-md5'] ?? md5Bytes.toString('base64')) !== md5Bytes.toString('base64')) {
      throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received');
    }
    if (sha256 && sha256.digest('hex') !== contentSha256) {
      throw new S3Error('XAmzContentSHA256Mismatch', 'x-amz-content-sha256 is not the digest of the body');
    }
    digest = { etag: md5Bytes.toString('hex'), checksum: algorithm && running && verified(algorithm, running) };
  }

  function verified(algorithm: Checksum['algorithm'], running: RunningChecksum): Checksum {
    const name = checksumHeader(algorithm);
    const sent = headers[name] ?? trailers.get(name);
    if (sent === undefined) throw new S3Error('MalformedTrailerError', `The announced trailer ${name} did not come`);
    const value = running.base64();
    if (sent !== value) throw new S3Error('BadDigest', `The ${name} you specified did not match the calculated one`);
    return { algorithm, value };
  }

  return {
    bytes: checked(),
    digest() {
      if (digest === undefined) throw new Error('the body was not read to its end');
      return digest;
    },
  };
}

function isAwsChunked(headers: S3Request['headers']): boolean {
  return (
    (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') ||
    (headers['content-encoding'] ?? '').split(',').some((coding) => coding.trim() === 'aws-chunked')
  );
}

function declaredLength(headers: S3Request['headers'], chunked: boolean): number {
  const text = headers[chunked ? 'x-amz-decoded-content-length' : 'content-length'] ?? '';
  if (!/^\d+$/.test(text)) throw new S3Error('MissingContentLength', 'You must provide the length of the content');
  const length = Number(text);
  if (length > MOST_BYTES) {
    const limits = { ProposedSize: length, MaxSizeAllowed: MOST_BYTES };
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', limits);
  }
  return length;
}

const NOT_CHECKSUMS = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-type', 'x-amz-checksum-mode']);

function sentAlgorithm(names: readonly string[]): Checksum['algorithm'] | undefined {
  const sent = names
    .map((name) => name.trim().toLowerCase())
    .find((name) => name.startsWith('x-amz-checksum-') && !NOT_CHECKSUMS.has(name));
  if (sent === undefined) return undefined;
  const algorithm = algorithmOfHeader(sent);
  // Taking the bytes unchecked would promise what was not done.
  if (algorithm === undefined) throw new S3Error('NotImplemented', `${sent} is not a checksum this server knows`);
  return algorithm;
}

/** A small request document (a list of keys or of parts), whole, with the same checks. @throws S3Error EntityTooLarge. */
export async function receivedText(request: S3Request): Promise<string> {
  const body = receivedBody(request);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body.bytes) {
    size += piece.length;
    if (size > 4 * 1024 ** 2) throw new S3Error('EntityTooLarge', 'The request document is longer than 4 MiB');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
