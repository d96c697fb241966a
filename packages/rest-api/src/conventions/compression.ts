import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib';
import { preferencesIn, preferred } from './preferences.ts';

/** Below this a compressed body saves no packet. */
export const COMPRESSED_FROM_BYTES = 1_024;

const OFFERS = ['br', 'gzip'] as const;
export type Encoding = (typeof OFFERS)[number];

/** Null: as it is. */
export function encodingFor(acceptEncoding: string | undefined): Encoding | null {
  if (acceptEncoding === undefined) return null;
  return preferred(preferencesIn(acceptEncoding), { offers: OFFERS, matches: (offer) => [offer, '*'] });
}

/** Below this a body is compressed in less time than it takes to hand it over: a third of the CPU, 0.05 ms for a page of 2 KiB. */
const AT_ONCE_BELOW_BYTES = 8_192;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Quality 4 is as fast as gzip and a tenth smaller on JSON; the work on what is large is done beside the event loop. */
export async function compressed(body: Buffer, encoding: Encoding): Promise<Buffer> {
  const isSmall = body.byteLength < AT_ONCE_BELOW_BYTES;
  switch (encoding) {
    case 'br': {
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 4,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
      };
      return isSmall ? brotliCompressSync(body, { params }) : brotli(body, { params });
    }
    case 'gzip':
      return isSmall ? gzipSync(body, { level: 6 }) : zip(body, { level: 6 });
  }
}
