import { describe, expect, test } from 'vitest';
import { FRAME_CHARS, FrameReader, splitFrames } from '../../src/firebase/wire/frames.ts';

describe('frames', () => {
  test('a short message is one frame', () => {
    expect(splitFrames('{"t":"d"}')).toEqual(['{"t":"d"}']);
  });

  test('a long one is its number of pieces, then the pieces', () => {
    const message = 'x'.repeat(2 * FRAME_CHARS + 5);
    const frames = splitFrames(message);
    expect(frames.map((frame) => frame.length)).toEqual([1, FRAME_CHARS, FRAME_CHARS, 5]);
    const reader = new FrameReader();
    expect(frames.map((frame) => reader.push(frame))).toEqual([null, null, null, message]);
    expect(reader.push('next')).toBe('next');
  });

  test('a zero only keeps the connection alive', () => {
    const reader = new FrameReader();
    expect([reader.push('0'), reader.push('0'), reader.push('{}')]).toEqual([null, null, '{}']);
  });
});
