import { Buffer } from 'node:buffer';

/**
 * Joins messages that came as pieces in query strings: `seg0`, `ts0`, `d0`, `seg1`, … are a piece's number in the
 * session, how many make up its message, and its text (base64 for URLs, dots for padding). Requests overtake each other;
 * messages come out in the order they were sent.
 */
export class PollSegments {
  readonly #pieces = new Map<number, { readonly total: number; readonly text: string }>();
  #next = 0;

  /** The messages this request completes. */
  push(search: URLSearchParams): readonly string[] {
    for (let at = 0; search.has(`seg${at}`); at += 1) {
      const number = Number(search.get(`seg${at}`));
      const total = Number(search.get(`ts${at}`));
      if (!Number.isInteger(number) || !Number.isInteger(total) || total < 1 || number < this.#next) continue;
      this.#pieces.set(number, { total, text: search.get(`d${at}`) ?? '' });
    }
    const messages: string[] = [];
    for (let message = this.#take(); message !== null; message = this.#take()) messages.push(message);
    return messages;
  }

  #take(): string | null {
    const total = this.#pieces.get(this.#next)?.total ?? 0;
    const texts = Array.from({ length: total }, (_, at) => this.#pieces.get(this.#next + at)?.text);
    if (total === 0 || texts.includes(undefined)) return null;
    for (let at = 0; at < total; at += 1) this.#pieces.delete(this.#next + at);
    this.#next += total;
    return Buffer.from(texts.join('').replaceAll('.', ''), 'base64url').toString('utf8');
  }
}
