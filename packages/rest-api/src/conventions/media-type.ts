import { notAcceptable } from '../errors.ts';
import { preferencesIn, preferred } from './preferences.ts';

export const MEDIA_TYPES = ['application/json', 'text/csv', 'text/plain'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/**
 * What to answer with; without an `Accept`, and when everything is as welcome, the first of `offers`.
 * @throws POOLTOOL_NOT_ACCEPTABLE (406) naming what there is
 */
export function mediaTypeFor(accept: string | undefined, offers: readonly [MediaType, ...MediaType[]]): MediaType {
  if (accept === undefined || accept.trim() === '') return offers[0];
  const matches = (offer: MediaType) => [offer, `${offer.split('/')[0]}/*`, '*/*'];
  const chosen = preferred(preferencesIn(accept), { offers, matches });
  if (chosen === null) throw notAcceptable({ message: `this route answers ${offers.join(', ')}` });
  return chosen;
}
