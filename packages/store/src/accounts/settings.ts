import { storableText } from '../admin/storable-text.ts';

/** What a user sets for himself; a name for an address of anybody's, by its 56 hex characters. */
export interface UserSettings {
  readonly currency?: string;
  readonly locale?: string;
  readonly addressNicknames: Readonly<Record<string, string>>;
}

/** What a client wants changed: absent or null keeps, and so does each name that is not among `addressNicknames`. */
export interface SettingsChange {
  readonly currency?: string | null | undefined;
  readonly locale?: string | null | undefined;
  /** '' takes a name away */
  readonly addressNicknames?: Readonly<Record<string, string | null>> | null | undefined;
}

/** Names beyond this are refused: a user's row stays small. */
export const MOST_NICKNAMES = 500;
/** Of all settings as JSON: below what `account_user` takes, whose own JSON has a blank behind each colon and comma. */
const LONGEST_SETTINGS = 60_000;

/** @returns null when there would be more names than are kept, or longer ones */
export function changedSettings(was: UserSettings, change: SettingsChange): UserSettings | null {
  const names = new Map(Object.entries(was.addressNicknames));
  for (const [key, given] of Object.entries(change.addressNicknames ?? {})) {
    if (given === null) continue;
    const name = storableText(given);
    if (name === '') names.delete(key);
    else names.set(key, name);
  }
  if (names.size > MOST_NICKNAMES) return null;
  const currency = change.currency ?? was.currency;
  const locale = change.locale ?? was.locale;
  const changed = {
    ...(currency === undefined ? {} : { currency }),
    ...(locale === undefined ? {} : { locale }),
    addressNicknames: Object.fromEntries(names),
  };
  return JSON.stringify(changed).length > LONGEST_SETTINGS ? null : changed;
}
