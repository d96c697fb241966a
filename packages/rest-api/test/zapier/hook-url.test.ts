import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hookHostsIn, hookUrl } from '../../src/zapier/hook-url.ts';

const ZAPIER = ['hooks.zapier.com'];

test.each([
  ['https://hooks.zapier.com/hooks/standard/1/2/', 'https://hooks.zapier.com/hooks/standard/1/2/'],
  [' https://HOOKS.zapier.com:443/a?b=c#d ', 'https://hooks.zapier.com/a?b=c'],
  ['https://hooks.zapier.com./a', 'https://hooks.zapier.com/a'],
])('%s is kept as %s', (given, kept) => expect(hookUrl(given, ZAPIER)).toBe(kept));

const NOWHERE = [
  'http://hooks.zapier.com/a',
  'ftp://hooks.zapier.com/a',
  'https://hooks.zapier.com:8443/a',
  'https://me@hooks.zapier.com/a',
  'https://me:secret@hooks.zapier.com/a',
  `https://hooks.zapier.com/${'a'.repeat(1_000)}`,
  'https://localhost/a',
  'https://localhost./a',
  'https://db.internal/a',
  'https://printer/a',
  'https://127.0.0.1/a',
  'https://2130706433/a',
  'https://0x7f.1/a',
  'https://[::1]/a',
  'https://[::ffff:169.254.169.254]/latest/meta-data',
  'https://169.254.169.254/latest/meta-data',
  // Behind a second dot the parser takes numbers for a name; without its dots it is a number again.
  'https://127.0.0.1../a',
  'https://0x7f.1../a',
  'https://169.254.169.254../latest/meta-data',
  'https://localhost../a',
  'https://metadata.google.internal../a',
  'https://example..com/a',
  'https://printer.localdomain/a',
  'javascript:alert(1)',
  'hooks.zapier.com',
  '',
];

test.each(NOWHERE)('nothing is ever sent to %s, whatever hosts are allowed', (url) => {
  expect([hookUrl(url, ZAPIER), hookUrl(url, '*')]).toEqual([null, null]);
});

test.each([
  'https://example.com/hook',
  'https://hooks.zapier.com.evil.example.net/a',
  'https://evil.example.net/hooks.zapier.com',
  'https://xhooks.zapier.com/a',
])('%s is only a hook where any public name is allowed', (url) => {
  expect([hookUrl(url, ZAPIER), hookUrl(url, '*')]).toEqual([null, url]);
});

test('whatever numbers, dots and names of the house a host is put together of, where any public name is allowed none leads inside', () => {
  const part = fc.constantFrom(
    '127',
    '0x7f',
    '1',
    '0',
    '10',
    '169',
    '254',
    '',
    'localhost',
    'internal',
    '%31',
    '２',
    'a',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
      const kept = hookUrl(`https://${parts.join('.')}/a`, '*');
      if (kept === null) return;
      expect(kept).toMatch(/^https:\/\/[a-z0-9.]*[a-z][a-z0-9.]*\/a$/);
      expect(kept).not.toMatch(/(localhost|internal)\.?\/a$|\.\.|\.\/a$/);
      expect(hookUrl(kept, '*')).toBe(kept);
    }),
    { numRuns: 2_000 },
  );
});

test('hosts are read from the setting', () => {
  expect(hookHostsIn('*')).toBe('*');
  expect(hookHostsIn('hooks.zapier.com , Hooks.Example.com')).toEqual(['hooks.zapier.com', 'hooks.example.com']);
});

test('of whatever is written nothing is kept but https at an allowed host, and kept again it is the same', () => {
  const text = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string(),
    fc.string().map((rest) => `https://hooks.zapier.com${rest}`),
  );
  fc.assert(
    fc.property(text, (given) => {
      const kept = hookUrl(given, ZAPIER);
      if (kept === null) return;
      expect(kept).toMatch(/^https:\/\/hooks\.zapier\.com\//);
      expect(hookUrl(kept, ZAPIER)).toBe(kept);
    }),
    { numRuns: 1_000 },
  );
});
