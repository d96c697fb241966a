import { errorKind } from '../errors/index.ts';

/** Text that should be hex, bech32 or an id in bech32, and is not. */
export const encodingInvalid = errorKind({
  code: 'POOLTOOL_ENCODING_INVALID',
  disposition: 'reject',
  says: 'a text is not the encoding it should be',
});

/** At most 80 characters of what was given, for a message. */
export const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
