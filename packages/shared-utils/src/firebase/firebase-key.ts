import { firebaseValueInvalid } from './errors.ts';

/** Firebase's limit of one key. */
export const LONGEST_KEY_BYTES = 768;

const REPLACED: Readonly<Record<string, string>> = { '.': ',', '[': '{', ']': '}' };

/**
 * Any text as one key of the Realtime Database, which forbids `. # $ [ ] /` and control characters. As the clients expect it (a version
 * `10.1.4:1f63d` is read back from `10,1,4:1f63d`): `.` becomes `,`, `[` and `]` become `{` and `}`, the others are left out.
 *
 * @throws POOLTOOL_FIREBASE_VALUE_INVALID when nothing is left or more than 768 bytes are.
 */
export function firebaseKey(text: string): string {
  const key = text.replace(/[.[\]#$/\p{Cc}]/gu, (forbidden) => REPLACED[forbidden] ?? '');
  const problem = keyProblem(key);
  if (problem !== undefined) throw firebaseValueInvalid({ message: `${JSON.stringify(text)} as a key ${problem}` });
  return key;
}

/** Why `key` cannot be a key as it stands; undefined when it can. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'is empty';
  if (/[.[\]#$/\p{Cc}]/u.test(key)) return 'holds one of . # $ [ ] / or a control character';
  return Buffer.byteLength(key) > LONGEST_KEY_BYTES ? `has more than ${LONGEST_KEY_BYTES} bytes` : undefined;
}
