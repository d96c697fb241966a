/** Bytes that are not what the reader was told to expect. The package that knows what was being read gives it a code. */
export class CborError extends Error {
  override readonly name = 'CborError';
  /** byte offset from the start of the input */
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
  /** true when only the end of the input was in the way */
  readonly truncated: boolean;
  #path = '';

  constructor(given: { offset: number; expected: string; found: string; truncated?: boolean; cause?: unknown }) {
    super('', 'cause' in given ? { cause: given.cause } : undefined);
    this.offset = given.offset;
    this.expected = given.expected;
    this.found = given.found;
    this.truncated = given.truncated ?? false;
    this.message = this.#sentence();
  }

  /** Where in the document, outermost first: `transactions[3].outputs[0]`; empty at the top. */
  get path(): string {
    return this.#path;
  }

  /** Puts `segment` (`outputs` or `[3]`) in front of the path, while the error is on its way up. */
  within(segment: string): this {
    this.#path = this.#path === '' || this.#path.startsWith('[') ? segment + this.#path : `${segment}.${this.#path}`;
    this.message = this.#sentence();
    return this;
  }

  #sentence(): string {
    const where = this.#path === '' ? '' : `${this.#path}: `;
    return `${where}expected ${this.expected} at byte ${this.offset}, found ${this.found}`;
  }
}
