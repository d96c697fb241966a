/** Tokens of Firebase Cloud Messaging, as the rules and the table take them. */
export const isPushToken = (text: unknown): text is string =>
  typeof text === 'string' && /^[A-Za-z0-9_:-]{20,400}$/.test(text);

/** Users of ours are named by UUIDs, in small letters. */
export const isUserId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);

export const isHash28 = (text: string): boolean => /^[0-9a-f]{56}$/.test(text);
