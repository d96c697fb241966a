import { type CredentialHash, credentialHash } from '@pooltool/domain';
import { Type } from 'typebox';

const HEX56 = /^[0-9a-f]{56}$/i;

/** As the website has it in its addresses. */
export const stakeKeyHex = Type.String({
  description:
    'A stake key: 56 hex characters, without the header byte. Of a key and a script, the one that delegates.',
  pattern: '^[0-9a-fA-F]{56}$',
});

/** In either case, as pages take it from their own addresses. */
export const stakeKeyOf = (text: string): CredentialHash => credentialHash(text.toLowerCase());

/** Those that are stake keys: old clients send whatever they were told is an address. */
export const stakeKeysAmong = (texts: readonly string[]): CredentialHash[] =>
  texts.filter((text) => HEX56.test(text)).map(stakeKeyOf);
