import { randomBytes, randomInt } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { passwordTooShort } from './errors.ts';

/** Letters and digits that no two of which look alike. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LEAST_LENGTH = 10;

/** 99 bits that can be typed: 'x7k2m-…', four groups of five. */
export const madePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  );

/** 256 bits. */
export const madeToken = (): string => randomBytes(32).toString('base64url');

/** The first line. @throws POOLTOOL_PASSWORD_TOO_SHORT */
export async function givenPassword(stdin: NodeJS.ReadableStream): Promise<string> {
  const [line = ''] = (await text(stdin)).split(/\r?\n/);
  if (line.length < LEAST_LENGTH) throw passwordTooShort();
  return line;
}
