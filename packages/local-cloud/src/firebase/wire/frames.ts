/**
 * A message longer than one frame travels as a frame with the number of pieces, then the pieces. A frame of digits is
 * such a number; "0" announces nothing and only keeps the connection alive.
 */
export const FRAME_CHARS = 16_384;
/** What one message may hold, both ways joined; the real service refuses far less. */
export const MAX_MESSAGE_CHARS = 64 * 1024 * 1024;

export class MessageTooLong extends Error {
  override readonly name = 'MessageTooLong';
}

export function splitFrames(message: string): readonly string[] {
  if (message.length <= FRAME_CHARS) return [message];
  const pieces: string[] = [];
  for (let from = 0; from < message.length; from += FRAME_CHARS) pieces.push(message.slice(from, from + FRAME_CHARS));
  return [String(pieces.length), ...pieces];
}

/** Joins frames as they arrive. */
export class FrameReader {
  #awaited = 0;
  #pieces: string[] = [];
  #chars = 0;

  /** The message this frame completes, or null. @throws MessageTooLong */
  push(frame: string): string | null {
    if (this.#awaited === 0) {
      if (!/^\d{1,6}$/.test(frame)) return frame;
      this.#awaited = Number(frame);
      return null;
    }
    this.#pieces.push(frame);
    this.#chars += frame.length;
    if (this.#chars > MAX_MESSAGE_CHARS) throw new MessageTooLong(`more than ${MAX_MESSAGE_CHARS} characters`);
    if (this.#pieces.length < this.#awaited) return null;
    const message = this.#pieces.join('');
    this.#awaited = 0;
    this.#pieces = [];
    this.#chars = 0;
    return message;
  }
}
