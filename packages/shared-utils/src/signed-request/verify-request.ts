import { timingSafeEqual } from 'node:crypto';
import { SIGNATURE_HEADERS, signatureOf } from './sign-request.ts';

export type RequestVerdict = { readonly ok: true } | { readonly ok: false; readonly says: string };

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array | string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Judges signed requests. A request is good once: within `toleranceMs` its signature is remembered, later its timestamp
 * is too old. The memory is bounded by the window, since only rightly signed requests enter it. It is lost with the
 * process, so what was signed, by the sender's clock, before this process started is not taken either; the sender signs anew and
 * repeats. (Where that clock is ahead, what was heard just before a restart could be said once more: what is asked has to bear it.)
 *
 * While a secret is exchanged, `secretBefore` is taken too: set it on the verifying server together with the new secret,
 * give the sender the new one, then take it away.
 */
export function requestVerifier({
  secret,
  secretBefore,
  toleranceMs = 300_000,
  nowMs,
}: {
  readonly secret: string;
  readonly secretBefore?: string | undefined;
  readonly toleranceMs?: number;
  readonly nowMs: () => number;
}): (request: ReceivedRequest) => RequestVerdict {
  const startedMs = nowMs();
  const secrets = secretBefore === undefined ? [secret] : [secret, secretBefore];
  const seen = new Map<string, number>();
  const forgetOld = (now: number) => {
    for (const [signature, at] of seen) if (Math.abs(now - at) > toleranceMs) seen.delete(signature);
  };
  return ({ method, path, body, headers }) => {
    const now = nowMs();
    const given = headers[SIGNATURE_HEADERS.signature];
    const timestamp = headers[SIGNATURE_HEADERS.timestamp];
    if (typeof given !== 'string' || typeof timestamp !== 'string') {
      return refused(`the headers ${SIGNATURE_HEADERS.timestamp} and ${SIGNATURE_HEADERS.signature} are missing`);
    }
    const timestampMs = /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
    if (!(Math.abs(now - timestampMs) <= toleranceMs)) {
      return refused(
        `the timestamp is more than ${toleranceMs / 1000} s from our clock${offBy(now - timestampMs)}: are both servers' clocks right?`,
      );
    }
    // Every one is tried, so that the time it takes does not tell which of them fits.
    const fits = secrets.map((one) => sameText(given, signatureOf({ method, path, body, timestampMs }, one)));
    if (!fits.includes(true)) {
      return refused('the signature does not fit the request: do both servers hold the same secret?');
    }
    if (timestampMs < startedMs) return refused('it was signed before this server started: sign it anew');
    forgetOld(now);
    if (seen.has(given)) return refused('this very request was seen before');
    seen.set(given, timestampMs);
    return { ok: true };
  };
}

/** Empty when there is no timestamp to speak of. */
const offBy = (behindMs: number): string =>
  Number.isNaN(behindMs) ? '' : ` (${Math.abs(Math.round(behindMs / 1000))} s ${behindMs > 0 ? 'behind' : 'ahead'})`;

const refused = (says: string): RequestVerdict => ({ ok: false, says });

/** In constant time, so that nobody learns a signature byte by byte. */
function sameText(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
