import type { Clock } from '@pooltool/shared-utils/clock';
import type { OgmiosHealth } from './answers.ts';
import { ogmiosAnswerTooLarge, ogmiosSilent, ogmiosUnreachable } from './errors.ts';
import type { CallOptions } from './ogmios.ts';
import { JsonSlice } from './wire/json-slice.ts';
import { readingOf } from './wire/query.ts';
import type { Reading } from './wire/reading.ts';
import { timeAt } from './wire/words.ts';

const MAX_BYTES = 64 * 1024;

/** `GET /health`, on the socket's own address. It answers 202 while it catches up and 500 without a node; the body tells. */
export async function readHealth(
  { url, clock, timeoutMs }: { readonly url: URL; readonly clock: Clock; readonly timeoutMs: number },
  options: CallOptions = {},
): Promise<OgmiosHealth> {
  const { signal, timeoutMs: patienceMs = timeoutMs } = options;
  const target = new URL('health', httpUrlOf(url));
  const late = new AbortController();
  const done = new AbortController();
  const timeout = ogmiosSilent({ message: `${target.href}: no answer in ${patienceMs} ms` });
  clock.waitMs(patienceMs, done.signal).then(
    () => late.abort(timeout),
    () => {},
  );
  try {
    const response = await fetch(target, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]),
    });
    return healthAt(readingOf(new JsonSlice(await bodyOf(response)), 'health'));
  } catch (cause) {
    signal?.throwIfAborted();
    if (late.signal.aborted) throw timeout;
    if (cause instanceof TypeError) throw ogmiosUnreachable({ message: `${target.href}: ${cause.message}`, cause });
    throw cause;
  } finally {
    done.abort();
  }
}

function httpUrlOf(url: URL): URL {
  const http = new URL(url);
  http.protocol = url.protocol === 'wss:' ? 'https:' : 'http:';
  return http;
}

async function bodyOf(response: Response): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_BYTES) throw ogmiosAnswerTooLarge({ message: `health: more than ${MAX_BYTES} bytes` });
  }
  return Buffer.concat(pieces);
}

function healthAt(at: Reading): OgmiosHealth {
  const version = at.field('version').text();
  const major = /^v?(\d+)\./.exec(version)?.[1];
  return {
    version,
    majorVersion: major === undefined ? null : Number(major),
    connected: at.field('connectionStatus').is('connected'),
    networkSynchronization: at.optional('networkSynchronization', (of) => of.float()),
    era: at.optional('currentEra', (of) => of.text()),
    epoch: at.optional('currentEpoch', (of) => of.count()),
    epochSlot: at.optional('slotInEpoch', (of) => of.count()),
    network: at.optional('network', (of) => of.text()),
    lastTipUpdateMs: at.optional('lastTipUpdate', timeAt),
  };
}
