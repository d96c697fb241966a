import { expect, test } from 'vitest';
import { nextLink } from '../../src/conventions/next-link.ts';

test.each([
  ['https://api.test', '/v1/epochs.csv?limit=2', 'https://api.test/v1/epochs.csv?limit=2&cursor=abc'],
  ['https://api.test', '/v1/epochs.csv?cursor=old&limit=2', 'https://api.test/v1/epochs.csv?cursor=abc&limit=2'],
  ['https://pooltool.test/api', '/v1/epochs.csv', 'https://pooltool.test/api/v1/epochs.csv?cursor=abc'],
  ['https://pooltool.test/api/', '/v1/epochs.csv', 'https://pooltool.test/api/v1/epochs.csv?cursor=abc'],
  ['https://api.test', '//evil.example/v1/epochs.csv', 'https://api.test/evil.example/v1/epochs.csv?cursor=abc'],
  [
    'https://api.test',
    'http://evil.example/v1/epochs.csv?limit=2',
    'https://api.test/v1/epochs.csv?limit=2&cursor=abc',
  ],
  ['https://api.test', '/v1/epochs.csv?limit=2>;x', 'https://api.test/v1/epochs.csv?limit=2%3E%3Bx&cursor=abc'],
])('at %s the page after %s is %s', (publicUrl, requested, link) => {
  expect(nextLink(publicUrl, requested, 'abc')).toBe(`<${link}>; rel="next"`);
});
