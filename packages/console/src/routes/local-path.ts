const BASE = 'http://console.invalid';

/** A path of this console out of what a form or a query says; everything that leads elsewhere leads home. */
export function localPath(text: string | undefined): string {
  if (text === undefined || !text.startsWith('/') || !URL.canParse(text, BASE)) return '/';
  const { origin, pathname, search } = new URL(text, BASE);
  return origin === BASE && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}

/** The same path with the key of a note in its query, in place of an earlier one. */
export function withNote(back: string, key: string | null): string {
  const url = new URL(localPath(back), BASE);
  url.searchParams.delete('told');
  if (key !== null) url.searchParams.set('told', key);
  return `${url.pathname}${url.search}`;
}
