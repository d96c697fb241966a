import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const RULES = join(import.meta.dirname, '../../ops/firebase/database.rules.json');

/** The rules of the real service with another network's root in the place of mainnet's (docs/operations.md, Firebase). */
export async function firebaseRules(root: string): Promise<unknown> {
  const rules: unknown = JSON.parse((await readFile(RULES, 'utf8')).replaceAll('Mainnet', root));
  return rules;
}
