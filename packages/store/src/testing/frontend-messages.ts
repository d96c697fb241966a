/** `untyped`: a connection's first packets, before it speaks in typed messages. */
export interface FrontendMessage {
  /** the message's letter: Q query, P parse, B bind, D describe, E execute, S sync, X terminate …; null when untyped */
  readonly type: string | null;
  readonly bytes: Buffer;
}

const LENGTH_BYTES = 4;
/** Asked for in a first packet; the server answers one byte, and a first packet comes once more (PostgreSQL 54.2.10). */
const ENCRYPTION_REQUESTS = new Set([80_877_103, 80_877_104]);

/**
 * Cuts what a client says to PostgreSQL into its messages (PostgreSQL manual, 54.7), however they are spread over packets:
 * a pipelining client sends many in one, and a long one comes in several.
 */
export function frontendMessages(): (piece: Buffer) => FrontendMessage[] {
  let waiting: Buffer = Buffer.alloc(0);
  let typed = false;

  return (piece) => {
    waiting = waiting.length === 0 ? piece : Buffer.concat([waiting, piece]);
    const messages: FrontendMessage[] = [];
    for (;;) {
      const head = typed ? 1 : 0;
      if (waiting.length < head + LENGTH_BYTES) return messages;
      const end = head + waiting.readUInt32BE(head);
      if (waiting.length < end) return messages;
      const bytes = waiting.subarray(0, end);
      waiting = waiting.subarray(end);
      messages.push({ type: typed ? String.fromCharCode(bytes.readUInt8(0)) : null, bytes });
      typed ||= !ENCRYPTION_REQUESTS.has(bytes.length >= 8 ? bytes.readUInt32BE(4) : 0);
    }
  };
}
