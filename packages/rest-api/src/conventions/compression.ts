import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
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

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Quality 4 is as fast as gzip and a tenth smaller on JSON; the work is done beside the event loop. */
export function compressed(body: Buffer, encoding: Encoding): Promise<Buffer> {
  switch (encoding) {
    case 'br': {
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 4,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
      };
      return brotli(body, { params });
    }
    case 'gzip':
      return zip(body, { level: 6 });
  }
}
