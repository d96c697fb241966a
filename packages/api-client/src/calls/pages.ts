import type { Given } from './operation-shapes.ts';
import type { Answered, Body } from './read-body.ts';

type Ask = (given: Given) => Promise<Answered>;

/** Until `next` is null. */
export async function* jsonPages(ask: Ask, given: Given): AsyncGenerator<Body, void, undefined> {
  for (let cursor: unknown = given.query?.['cursor']; ; ) {
    const { body } = await ask(at(given, cursor));
    yield body;
    cursor = body.next;
    if (typeof cursor !== 'string') return;
  }
}

/** Until the Link header names no next one. */
export async function* csvPages(ask: Ask, given: Given): AsyncGenerator<string, void, undefined> {
  for (let cursor: unknown = given.query?.['cursor'], isFirst = true; ; isFirst = false) {
    const { body, headers } = await ask(at(given, cursor));
    const text = String(body);
    yield isFirst ? text : withoutNames(text);
    cursor = nextIn(headers.get('link'));
    if (cursor === null) return;
  }
}

const at = (given: Given, cursor: unknown): Given =>
  cursor === undefined ? given : { ...given, query: { ...given.query, cursor } };

/** Names of columns hold no line break. */
const withoutNames = (csv: string): string => csv.slice(csv.indexOf('\r\n') + 2);

/** The cursor in `<https://…?cursor=…>; rel="next"` (RFC 8288). */
export function nextIn(link: string | null): string | null {
  const address = link?.match(/<([^>]+)>\s*;\s*rel="next"/)?.[1];
  return address === undefined ? null : new URL(address, 'http://base.invalid').searchParams.get('cursor');
}
