import { type Epoch, epoch } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { signRequest } from '@pooltool/shared-utils/signed-request';
import { arrivalRefused, databaseServerDenies, databaseServerUnreachable } from '../errors.ts';

/** What the CNODE server asks and tells cnode-api on the DATABASE server. Every request is signed. */
export interface DatabaseServer {
  /** The active epochs whose snapshots a dump made during this epoch has to bring. */
  needs(dumpEpoch: Epoch): Promise<readonly Epoch[]>;
  /** @throws POOLTOOL_ARRIVAL_REFUSED (reject) when it can never be taken as it is */
  tell(arrivalText: string): Promise<{ readonly recorded: boolean; readonly replaced: boolean }>;
  /** `older`: it knows a newer ledger state, and ignores this one. @throws POOLTOOL_ARRIVAL_REFUSED (reject) */
  tellLiveStake(arrivalText: string): Promise<'recorded' | 'known' | 'older'>;
  /** `missing`: pools that the ledger has and the ranking had not. @throws POOLTOOL_ARRIVAL_REFUSED (reject) */
  tellRanking(rankingText: string): Promise<{ readonly outcome: string; readonly missing: number }>;
  /** @throws POOLTOOL_ARRIVAL_REFUSED (reject), also when it knows another nonce of that epoch */
  tellNonce(nonceText: string): Promise<string>;
}

interface DatabaseServerOptions {
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** the network, handed in; `fetch` when absent */
  readonly send?: Send;
}

export type Send = (url: URL, request: RequestInit) => Promise<Response>;

/** It looks at every file in the object store before it answers. */
const PATIENCE_MS = 60_000;
const DENIED = [401, 403];
const REFUSED: readonly number[] = [400, 413, 422];
/** Of a ledger arrival that is no refusal: its files are not there yet. */
const OTHERWISE_KNOWN = 409;

/** Every method fails with POOLTOOL_DATABASE_SERVER_UNREACHABLE or …_DENIES (retry), or the signal's reason. */
export function databaseServer(options: DatabaseServerOptions): DatabaseServer {
  return {
    async needs(dumpEpoch) {
      const { status, answer, says } = await ask('GET', `/v1/epochs/needs?epoch=${dumpEpoch}`, '', options);
      if (status !== 200) throw failureOf(status, says);
      return activeEpochsIn(answer);
    },
    async tell(arrivalText) {
      const answer = await post('/v1/ledger-arrivals', arrivalText, options);
      const { recorded, replaced } = { recorded: false, replaced: false, ...answer };
      return { recorded: recorded === true, replaced: replaced === true };
    },
    async tellLiveStake(arrivalText) {
      const { outcome } = { outcome: undefined, ...(await post('/v1/live-stake', arrivalText, options)) };
      if (outcome === 'recorded' || outcome === 'known' || outcome === 'older') return outcome;
      throw failureOf(200, 'an answer without outcome');
    },
    async tellRanking(rankingText) {
      const answer = await post('/v1/pool-ranking', rankingText, options);
      const { outcome, missing } = { outcome: '', missing: 0, ...answer };
      return { outcome: String(outcome), missing: Number(missing) };
    },
    async tellNonce(nonceText) {
      const answer = await post('/v1/epoch-nonce', nonceText, options, [...REFUSED, OTHERWISE_KNOWN]);
      const { outcome } = { outcome: '', ...answer };
      return String(outcome);
    },
  };
}

/** @throws POOLTOOL_ARRIVAL_REFUSED (reject), or errors to be retried */
async function post(
  path: string,
  text: string,
  options: DatabaseServerOptions,
  refused: readonly number[] = REFUSED,
): Promise<object> {
  const { status, answer, says } = await ask('POST', path, text, options);
  if (refused.includes(status)) {
    throw arrivalRefused({ message: `the DATABASE server answers ${status}: ${says}`, details: { status } });
  }
  if (status !== 200) throw failureOf(status, says);
  return answer;
}

/** @throws POOLTOOL_DATABASE_SERVER_UNREACHABLE: something else answers there */
function activeEpochsIn(answer: object): Epoch[] {
  const given: unknown = 'activeEpochs' in answer ? answer.activeEpochs : undefined;
  if (!Array.isArray(given)) throw failureOf(200, 'an answer without activeEpochs');
  return given.map((one: unknown) => epoch(Number(one)));
}

const failureOf = (status: number, says: string) => {
  const kind = DENIED.includes(status) ? databaseServerDenies : databaseServerUnreachable;
  return kind({ message: `the DATABASE server answers ${status}: ${says}`, details: { status } });
};

interface Heard {
  readonly status: number;
  readonly answer: object;
  /** its error's code and message, or the beginning of what it sent */
  readonly says: string;
}

async function ask(method: 'GET' | 'POST', path: string, body: string, options: DatabaseServerOptions): Promise<Heard> {
  const { url, secret, clock, signal, send = fetch } = options;
  const target = new URL(path, url);
  const late = new AbortController();
  const done = new AbortController();
  const patience = clock.waitMs(PATIENCE_MS, done.signal).then(
    () => late.abort(new Error(`no answer in ${PATIENCE_MS / 1000} s`)),
    () => {},
  );
  try {
    const response = await send(target, {
      method,
      headers: {
        'content-type': 'application/json',
        ...signRequest({ method, path, body, timestampMs: clock.now() }, secret),
      },
      ...(method === 'POST' ? { body } : {}),
      redirect: 'error',
      signal: AbortSignal.any([signal, late.signal]),
    });
    return heard(response.status, await response.text());
  } catch (cause) {
    signal.throwIfAborted();
    throw databaseServerUnreachable({ message: `${method} ${target.href}: ${reasonOf(cause)}`, cause });
  } finally {
    done.abort();
    await patience;
  }
}

function heard(status: number, text: string): Heard {
  const answer = objectIn(text);
  const { error } = { error: undefined, ...answer };
  const { code, message } = { code: '', message: text.slice(0, 200), ...Object(error) };
  return { status, answer, says: `${code} ${message}`.trim() };
}

function objectIn(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** fetch says 'fetch failed'; why, it keeps in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
