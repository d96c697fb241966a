import type { Frame } from './frame.ts';
import { type Html, html } from './html.ts';

/** What a form sends beside who sends it and where to come back to. */
export type Fields = Readonly<Record<string, string>>;

/** A button that does something, for who is logged in; for a visitor the way to log in; nothing where nobody can. */
export function actionButton(
  { viewer, path }: Frame,
  {
    to,
    says,
    fields,
    weight = 'plain',
  }: { to: string; says: string; fields: Fields; weight?: 'main' | 'plain' | 'grave' },
): Html {
  if (viewer.kind !== 'operator') return html``;
  return html`<form method="post" action="${to}">${hidden({ ...fields, csrf: viewer.csrf, back: path })}<button class="${weight}" id="${idOf(to, fields)}">${says}</button></form>`;
}

/** So that the focus finds its button again when the page is renewed. */
const idOf = (to: string, fields: Fields): string => ['do', to.split('/').at(-1), ...Object.values(fields)].join('-');

export const hidden = (fields: Fields): Html =>
  html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;

/** Where buttons would stand, told to who could have them. */
export function loginHint({ viewer, path }: Frame, what: string): Html {
  switch (viewer.kind) {
    case 'operator':
      return html``;
    case 'visitor':
      return html`<p class="of"><a href="/login?next=${encodeURIComponent(path)}">Log in</a> to ${what}.</p>`;
    case 'read-only':
      return html`<p class="of">This console is read only: <code>npx pooltool console password</code> tells how to have buttons to ${what}.</p>`;
  }
}
