import { compressed, type Encoding } from './compression.ts';
import { etagOf } from './etag.ts';

/** A body that many ask for, made once: with its tag, and compressed when it is asked for so the first time. */
export interface PreparedBody {
  readonly etag: string;
  readonly encoded: (encoding: Encoding) => Promise<Buffer>;
}

const PREPARED = new WeakMap<Buffer, PreparedBody>();

/** What is sent again and again has to be this very buffer. */
export function prepareBody(text: string): Buffer {
  const body = Buffer.from(text);
  const made = new Map<Encoding, Promise<Buffer>>();
  PREPARED.set(body, {
    etag: etagOf(body),
    encoded(encoding) {
      const known = made.get(encoding);
      if (known !== undefined) return known;
      const making = compressed(body, encoding).catch((error: unknown) => {
        made.delete(encoding);
        throw error;
      });
      made.set(encoding, making);
      return making;
    },
  });
  return body;
}

export const preparedBody = (body: string | Buffer): PreparedBody | undefined =>
  typeof body === 'string' ? undefined : PREPARED.get(body);
