/** A text that comes back from PostgreSQL as it went in, also inside JSON: whole characters, and none that is NUL. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '').trim();
