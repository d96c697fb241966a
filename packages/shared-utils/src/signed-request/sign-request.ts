import { createHash, createHmac } from 'node:crypto';

export const SIGNATURE_HEADERS = { timestamp: 'x-pooltool-timestamp', signature: 'x-pooltool-signature' } as const;

/** A request between our two servers, as both sides see it. */
export interface SignedParts {
  /** upper case */
  readonly method: string;
  /** with the query, as sent */
  readonly path: string;
  readonly body: Uint8Array | string;
  /** unix milliseconds of the sender */
  readonly timestampMs: number;
}

/** HMAC-SHA-256 over method, path, timestamp and the body's SHA-256, one a line; hex. */
export function signatureOf({ method, path, body, timestampMs }: SignedParts, secret: string): string {
  const bodyHash = createHash('sha256').update(body).digest('hex');
  return createHmac('sha256', secret).update(`${method}\n${path}\n${timestampMs}\n${bodyHash}`).digest('hex');
}

/** The headers that prove to the other server who sent this, and when. */
export const signRequest = (parts: SignedParts, secret: string): Record<string, string> => ({
  [SIGNATURE_HEADERS.timestamp]: String(parts.timestampMs),
  [SIGNATURE_HEADERS.signature]: signatureOf(parts, secret),
});
