import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonbText, storableText } from '../../src/pipeline/storable-text.ts';

test('what PostgreSQL holds stays as it is, escapes that somebody wrote among it', () => {
  for (const text of ['', 'Grüße 🌻 "x"\n\t', String.raw`a\u0000 \\u0000 \ud800`, '\ufffd\u2400']) {
    expect(storableText(text)).toBe(text);
    expect(JSON.parse(jsonbText({ [text]: [text] }))).toEqual({ [text]: [text] });
  }
});

test('of everything else no zero byte and no half a pair is left, and all around it is', () => {
  const odd = fc.string({
    unit: fc.constantFrom('\0', '\ud800', '\udfff', '\\', 'u0000', '"', 'a', '🌻', '\u2028'),
  });
  fc.assert(
    fc.property(odd, odd, (name, text) => {
      const json = jsonbText({ [name]: text });
      expect(json).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/);
      expect(JSON.parse(json)).toEqual({ [storableText(name)]: storableText(text) });
      expect([storableText(text).includes('\0'), storableText(text).isWellFormed()]).toEqual([false, true]);
    }),
  );
});
