import type { JsonObject } from '@pooltool/shared-utils/json';

/**
 * An object that is not JSON. Its bytes are made when it is written: to make a picture costs a thousand times more than to
 * know that it did not change.
 */
export class MadeObject {
  readonly contentType: string;
  /** All that the bytes are made of: from the same source come the same bytes. */
  readonly source: string;
  readonly bytes: () => Promise<Uint8Array>;

  constructor({ contentType, source, bytes }: Pick<MadeObject, 'contentType' | 'source' | 'bytes'>) {
    this.contentType = contentType;
    this.source = source;
    this.bytes = bytes;
  }

  /** What stands for it where content is compared. */
  get likeness(): JsonObject {
    return { contentType: this.contentType, source: this.source };
  }
}

export const textObject = (contentType: string, text: string): MadeObject =>
  new MadeObject({ contentType, source: text, bytes: () => Promise.resolve(Buffer.from(text)) });
