import { randomUUID } from 'node:crypto';
import { hash as bcryptHash, verify as bcryptMatches } from '@node-rs/bcrypt';
import { hashPassword, isPasswordHash, passwordMatches } from '@pooltool/shared-utils/crypto';
import type { Turns } from '../conventions/turns.ts';

/** The shortest password that is taken anew; those of old stay as they are. */
export const SHORTEST_PASSWORD = 8;

/** bcrypt of the old backend, as its users' hashes are. */
const BCRYPT_COST = 10;
const BCRYPT = /^\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}$/;

export interface Passwords {
  hash(password: string): Promise<string>;
  /**
   * Costs the same whatever the hash is: of a new user, of an old one, or null because there is nobody. Both ways of
   * hashing are gone through each time, side by side, and only the right one's answer counts.
   */
  matches(password: string, hash: string | null): Promise<boolean>;
}

/** Whether it should be replaced when its password is next seen. */
export const isOldHash = (hash: string): boolean => BCRYPT.test(hash);

/**
 * @param inTurn each takes 32 MB and a quarter of a second of a core
 * @param hashing how new ones are made, and what nobody's old one costs
 */
export async function openPasswords(
  inTurn: Turns,
  {
    hash = hashPassword,
    oldCost = BCRYPT_COST,
  }: { readonly hash?: typeof hashPassword; readonly oldCost?: number } = {},
): Promise<Passwords> {
  // Of passwords that nobody knows.
  const nobodys = await hash(randomUUID());
  const nobodysOld = await bcryptHash(randomUUID(), { cost: oldCost });
  return {
    hash: (password) => inTurn(() => hash(password)),
    matches: (password, kept) =>
      inTurn(async () => {
        const isNew = kept !== null && isPasswordHash(kept);
        const isOld = kept !== null && isOldHash(kept);
        const [asNew, asOld] = await Promise.all([
          passwordMatches(password, isNew ? kept : nobodys),
          bcryptMatches(password, isOld ? kept : nobodysOld),
        ]);
        return (isNew && asNew) || (isOld && asOld);
      }),
  };
}
