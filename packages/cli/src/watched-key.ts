import { credentialHash, type StakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { credentialsOf } from '@pooltool/store';
import { rewardSubjectInvalid } from './rewards-explain/errors.ts';
import { subjectOf } from './rewards-explain/subject.ts';

/**
 * Keys as an operator writes them: `stake1…`, `key:<hex>`, `script:<hex>`, or the 56 hex characters that clients know, of
 * whatever kind the chain says. In the order given. @throws POOLTOOL_REWARD_SUBJECT_INVALID, POOLTOOL_ENCODING_INVALID
 */
export const keysNamed = (db: Queryable, texts: readonly string[]): Promise<StakeCredential[]> =>
  Promise.all(texts.map((text) => keyNamed(db, text)));

async function keyNamed(db: Queryable, text: string): Promise<StakeCredential> {
  const lower = text.toLowerCase();
  if (/^[0-9a-f]{56}$/.test(lower)) {
    const [found] = await credentialsOf(db, [credentialHash(lower)]);
    if (found !== undefined) return found;
  }
  const subject = subjectOf(text);
  if (subject.kind === 'account') return subject.credential;
  throw rewardSubjectInvalid({
    message: `${text.slice(0, 120)} is a pool; only accounts have a history that is watched`,
  });
}
