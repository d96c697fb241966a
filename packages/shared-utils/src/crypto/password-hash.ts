import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt as OWASP recommends it for 32 MB: N = 2^15, r = 8, p = 3; some 0.2 s of a core. */
const COST = { log2N: 15, r: 8, p: 3 } as const;
const BYTES = 32;
const FORM = /^scrypt\.(1[0-9]|20)\.([1-9]|1\d)\.([1-9]|1\d)\.([\w-]{22,86})\.([\w-]{43})$/;

/** 'scrypt.15.8.3.SALT.HASH', the last two base64url: nothing in it needs quoting in a settings file. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derived(password, salt, COST);
  const { log2N, r, p } = COST;
  return `scrypt.${log2N}.${r}.${p}.${salt.toString('base64url')}.${hash.toString('base64url')}`;
}

export const isPasswordHash = (text: string): boolean => FORM.test(text);

/** Costs the same whether it is right or wrong. @throws TypeError when `hash` is none: settings are checked before. */
export async function passwordMatches(password: string, hash: string): Promise<boolean> {
  const [, log2N, r, p, salt, wanted] = FORM.exec(hash) ?? [];
  if (salt === undefined || wanted === undefined) throw new TypeError('not a password hash');
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  return timingSafeEqual(
    await derived(password, Buffer.from(salt, 'base64url'), cost),
    Buffer.from(wanted, 'base64url'),
  );
}

/** One password typed on two keyboards may be composed differently: NFKC makes them one. */
const derived = (
  password: string,
  salt: Uint8Array,
  { log2N, r, p }: { readonly log2N: number; readonly r: number; readonly p: number },
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: 2 ** log2N, r, p, maxmem: 256 * 2 ** log2N * r };
    scrypt(password.normalize('NFKC'), salt, BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
