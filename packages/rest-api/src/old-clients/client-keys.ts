import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { clientKeyRefused } from '../errors.ts';

/** @throws POOLTOOL_CLIENT_KEY_REFUSED (403) */
export type DemandClient = (request: Pick<FastifyRequest, 'headers'>) => void;

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Lets in whoever shows one of these keys as X-API-KEY. Every key is looked at, by hashes of one length, so that the time it
 * takes tells nothing of any.
 * @param keys with commas between, as the setting has them; absent: whoever asks is let in
 */
export function clientKeys(keys: string | undefined): DemandClient {
  const known = (keys ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '')
    .map(digestOf);
  if (known.length === 0) return () => {};
  return ({ headers }) => {
    const shown = headers['x-api-key'];
    const digest = digestOf(typeof shown === 'string' ? shown : '');
    const found = known.map((key) => timingSafeEqual(key, digest)).includes(true);
    if (!found || typeof shown !== 'string') throw clientKeyRefused();
  };
}
