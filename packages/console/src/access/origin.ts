import { requestForged } from '../errors.ts';

interface Headers {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}

/**
 * Demands that a form was sent by a page of ours. Browsers say from where a POST comes; that must be the console's own
 * address: the one it was given by setting, or else the one it was asked at.
 * @throws POOLTOOL_REQUEST_FORGED
 */
export function demandOwnOrigin({ origin, host, 'sec-fetch-site': site }: Headers, own: string | undefined): void {
  if (origin === undefined) throw requestForged({ message: 'the browser did not say which page this came from' });
  const sent = URL.canParse(origin) ? new URL(origin) : null;
  const same = own === undefined ? sent?.host === host : sent?.origin === new URL(own).origin;
  if (!same || (site !== undefined && site !== 'same-origin')) {
    throw requestForged({ message: `this came from ${origin.slice(0, 200)}, which is not this console` });
  }
}
