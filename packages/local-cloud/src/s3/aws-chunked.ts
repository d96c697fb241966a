import { S3Error } from './s3-error.ts';

const LONGEST_LINE = 16 * 1024;

/**
 * The content inside an `aws-chunked` body: `<size in hex>[;chunk-signature=…]\r\n<bytes>\r\n` … `0[;…]\r\n<trailers>\r\n`, both the signed
 * form (STREAMING-AWS4-HMAC-SHA256-PAYLOAD) and the unsigned one (STREAMING-UNSIGNED-PAYLOAD-TRAILER). Signatures are read past.
 *
 * Trailers are put into `trailers` by lower-case name once the content is over.
 * @throws S3Error InvalidChunkSizeError, IncompleteBody or MalformedTrailerError.
 */
export async function* awsChunkedContent(
  body: AsyncIterable<Uint8Array>,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  const reader = new WireReader(body);
  for (;;) {
    const line = await reader.line();
    const [digits = ''] = line.split(';');
    if (!/^[0-9a-fA-F]{1,12}$/.test(digits.trim())) {
      throw new S3Error(
        'InvalidChunkSizeError',
        `${JSON.stringify(line.slice(0, 40))} does not begin with a chunk size`,
      );
    }
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    yield* reader.exactly(size);
    if ((await reader.line()) !== '')
      throw new S3Error('InvalidChunkSizeError', 'A chunk is longer than its size says');
  }
  for (let line = await reader.lastLines(); line !== ''; line = await reader.lastLines()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new S3Error('MalformedTrailerError', 'A trailer is not of the form name:value');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

/** Takes lines and counted bytes from a body whose pieces break anywhere. */
class WireReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#source = body[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const line = await this.#lineOrEnd();
    if (line === undefined) throw new S3Error('IncompleteBody', 'The body ended inside a chunk');
    return line;
  }

  /** Some clients end the body right behind the last chunk instead of with an empty line. */
  async lastLines(): Promise<string> {
    return (await this.#lineOrEnd()) ?? '';
  }

  async *exactly(count: number): AsyncGenerator<Uint8Array> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) {
        throw new S3Error('IncompleteBody', 'The body ended inside a chunk');
      }
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  async #lineOrEnd(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end !== -1) {
        const line = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (this.#rest.length > LONGEST_LINE) throw new S3Error('InvalidChunkSizeError', 'A chunk header has no end');
      if (!(await this.#more())) {
        if (this.#rest.length > 0) throw new S3Error('IncompleteBody', 'The body ended inside a line');
        return undefined;
      }
    }
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done === true) return false;
    const piece = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    return true;
  }
}
