import { expect, test } from 'vitest';
import { hashPassword, isPasswordHash, passwordMatches } from '../../src/crypto/password-hash.ts';

test('the right password matches its hash, another does not, and no two hashes of one are alike', async () => {
  const [first, second] = await Promise.all([hashPassword('Sonnenblume 7'), hashPassword('Sonnenblume 7')]);
  expect(first).not.toBe(second);
  expect(first).toMatch(/^scrypt\.15\.8\.3\./);
  expect(isPasswordHash(first)).toBe(true);
  expect(await passwordMatches('Sonnenblume 7', first)).toBe(true);
  expect(await passwordMatches('sonnenblume 7', first)).toBe(false);
  expect(await passwordMatches('', first)).toBe(false);
});

test('letters composed differently are the same password', async () => {
  expect(await passwordMatches('cafe\u0301', await hashPassword('caf\u00e9'))).toBe(true);
});

test.each(['', 'Sonnenblume 7', 'scrypt.30.8.1.AAAAAAAAAAAAAAAAAAAAAA.A', '$2b$10$abcdefghijklmnopqrstuv'])(
  '%j is no hash',
  async (text) => {
    expect(isPasswordHash(text)).toBe(false);
    await expect(passwordMatches('x', text)).rejects.toThrow('not a password hash');
  },
);
