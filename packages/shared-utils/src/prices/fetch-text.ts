import { pricesRefused, pricesThrottled, pricesUnreachable, pricesUnreadable } from './errors.ts';

export interface FetchLimits {
  /** for the whole answer */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

interface FetchRequest extends FetchLimits {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The text of a 200 answer. The address is the server owner's own choice, so it may be a private one; but nobody is
 * followed to another, where the key in the headers would go along.
 * @throws POOLTOOL_PRICES_… (retry); the signal's reason when aborted
 */
export async function fetchText(url: URL, { headers, signal, timeoutMs, maxBytes }: FetchRequest): Promise<string> {
  const inTime = AbortSignal.timeout(timeoutMs);
  const where = `${url.host}${url.pathname}`;
  try {
    const answer = await fetch(url, {
      headers: { accept: 'application/json', ...headers },
      redirect: 'manual',
      signal: signal === undefined ? inTime : AbortSignal.any([signal, inTime]),
    });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      throw refusal(answer, where);
    }
    return await limitedText(answer, { maxBytes, where });
  } catch (error) {
    signal?.throwIfAborted();
    if (isOurs(error)) throw error;
    const message = inTime.aborted ? `no whole answer within ${timeoutMs} ms` : reasonOf(error);
    throw pricesUnreachable({ message: `${where}: ${message}`, cause: error });
  }
}

const isOurs = (error: unknown): boolean =>
  [pricesRefused, pricesThrottled, pricesUnreachable, pricesUnreadable].some((kind) => kind.is(error));

function refusal({ status, headers }: Response, where: string) {
  const retryAfter = headers.get('retry-after');
  const details = { status, ...(retryAfter === null ? {} : { retryAfter }) };
  if (status === 429) {
    const hint = retryAfter === null ? '' : `, try again after ${retryAfter}`;
    return pricesThrottled({ message: `${where} answered 429${hint}`, details });
  }
  const error = status >= 500 ? pricesUnreachable : pricesRefused;
  return error({ message: `${where} answered ${status}`, details });
}

async function limitedText(
  answer: Response,
  { maxBytes, where }: { readonly maxBytes: number; readonly where: string },
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest of the body.
  for await (const piece of answer.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) throw pricesUnreadable({ message: `${where} answered more than ${maxBytes} bytes` });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** What fetch throws says only that it failed; why is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
