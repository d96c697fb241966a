import { OPERATION_TABLE } from '../generated/operation-table.ts';
import { addressOf } from './address-of.ts';
import { failureOf } from './failure-of.ts';
import { keepAnswers } from './kept-answers.ts';
import type { AnswerOf, CsvId, Given, InputsOf, OperationId, PagedId } from './operation-shapes.ts';
import { csvPages, jsonPages } from './pages.ts';
import { PoolToolError } from './pooltool-error.ts';
import { type Answered, type Body, readJson } from './read-body.ts';

export interface ClientOptions {
  /** where the API is: `https://api.example.org` */
  readonly baseUrl: string;
  /** of whoever is signed in, asked for at each call; null: nobody is */
  readonly token?: () => string | null;
  /** an operator's: requests are counted by its user and no more by address; sent as `X-API-KEY` */
  readonly apiKey?: string;
  /** how many answers are kept, so that an unchanged one is not sent again; 0: none */
  readonly keep?: number;
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
}

export interface Client {
  /**
   * Asks, and gives what is answered. What did not change since is the very object that was given before.
   * @throws PoolToolError, whatever fails
   */
  call<Id extends OperationId>(operation: Id, ...input: InputsOf<Id>): Promise<AnswerOf<Id>>;
  /** Page by page, from where `query.cursor` says, each asked for when it is wanted. @throws PoolToolError */
  pages<Id extends PagedId>(operation: Id, ...input: InputsOf<Id>): AsyncGenerator<AnswerOf<Id>, void, undefined>;
  /** A whole CSV, piece by piece: only the first has the row of names. @throws PoolToolError */
  csv<Id extends CsvId>(operation: Id, ...input: InputsOf<Id>): AsyncGenerator<string, void, undefined>;
}

/** The API as typed calls. Needs `fetch`, and nothing else: browsers, Node, Deno and Bun have it. */
export function openClient(options: ClientOptions): Client {
  const { baseUrl, token = () => null, apiKey, keep = 100, timeoutMs = 30_000 } = options;
  const send = options.fetch ?? globalThis.fetch;
  const kept = keepAnswers(keep);

  async function ask(operation: OperationId, given: Given): Promise<Answered> {
    const { method, path } = OPERATION_TABLE[operation];
    const address = addressOf(baseUrl, path, given);
    const bearer = token();
    // What one user was answered is not for the next who signs in here.
    const key = `${bearer ?? ''} ${address}`;
    const before = method === 'GET' ? kept.get(key) : undefined;
    const headers = new Headers({ accept: path.endsWith('.csv') ? 'text/csv' : 'application/json' });
    if (given.body !== undefined) headers.set('content-type', 'application/json');
    if (apiKey !== undefined) headers.set('x-api-key', apiKey);
    if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`);
    if (before !== undefined) headers.set('if-none-match', before.etag);
    const body = given.body === undefined ? {} : { body: JSON.stringify(given.body) };
    const { response, text } = await answered(
      () => send(address, { method, headers, signal: signalOf(given, timeoutMs), ...body }),
      given.signal,
    );
    if (response.status === 304 && before !== undefined) return before;
    if (!response.ok) throw failureOf(response, text);
    const answer = { body: bodyOf(response, text), headers: response.headers };
    const etag = response.headers.get('etag');
    const mayKeep = etag !== null && !/\bno-store\b/.test(response.headers.get('cache-control') ?? '');
    if (method === 'GET' && mayKeep) kept.set(key, { ...answer, etag });
    return answer;
  }

  return {
    call: async (operation, ...[input]) => (await ask(operation, input ?? {})).body,
    pages: (operation, ...[input]) => jsonPages((given) => ask(operation, given), input ?? {}),
    csv: (operation, ...[input]) => csvPages((given) => ask(operation, given), input ?? {}),
  };
}

function signalOf({ signal }: Given, timeoutMs: number): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

async function answered(
  ask: () => Promise<Response>,
  signal: AbortSignal | undefined,
): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await ask();
    return { response, text: await response.text() };
  } catch (cause) {
    // Whoever gives up may say why in any words: those are what `fetch` throws then.
    const givenUp = signal?.aborted === true;
    const why = cause instanceof Error ? cause.message : 'for no known reason';
    throw new PoolToolError({
      code: givenUp ? 'CLIENT_GIVEN_UP' : 'CLIENT_NO_ANSWER',
      message: givenUp ? 'the call was given up' : `nobody answered: ${why}`,
      whatToDo: givenUp ? 'nothing' : 'try again in some seconds, and see that baseUrl is right',
      cause,
    });
  }
}

function bodyOf(response: Response, text: string): Body {
  if (!/^application\/json\b/.test(response.headers.get('content-type') ?? '')) return text;
  try {
    return text === '' ? undefined : readJson(text);
  } catch (cause) {
    if (cause instanceof PoolToolError) throw cause;
    throw failureOf(response, text);
  }
}
