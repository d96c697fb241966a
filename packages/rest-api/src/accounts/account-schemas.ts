import { Type } from 'typebox';
import { stakeKeyText } from './stake-key.ts';

export const uuidText = Type.String({
  description: 'A UUID.',
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
});
/** Hashing takes time by the length. */
export const passwordText = Type.String({ description: 'A password.', minLength: 1, maxLength: 200 });
export const poolIdText = Type.String({ description: 'A pool id.', pattern: '^[0-9a-f]{56}$' });
export const accountHex = Type.String({ description: 'A stake key: 56 hex characters.', pattern: '^[0-9a-f]{56}$' });

export const keyAndPassword = Type.Object({ stake_key: stakeKeyText, password: passwordText });
export const keyParameter = Type.Object({ stake_key: stakeKeyText });
export const userParameter = Type.Object({ uid: uuidText });
