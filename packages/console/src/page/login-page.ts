import { SESSION_MS } from '../access/sessions.ts';
import type { Frame } from './frame.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';

/** `fault`: why the last try did not succeed; `next`: where to go afterwards. */
export const loginPage = (
  frame: Frame,
  { next, name = '', fault = null }: { readonly next: string; readonly name?: string; readonly fault?: string | null },
): string =>
  layout({
    title: 'Log in · PoolTool console',
    network: null,
    frame,
    kind: 'still',
    body:
      frame.viewer.kind === 'read-only'
        ? html`<section class="narrow"><h1>This console is read only</h1><p>It shows everything and changes nothing. To have buttons, make a password's hash with
<code>npx pooltool console password</code>, put it into <code>CONSOLE_PASSWORD_HASH</code>, and restart the console.</p><p><a href="/">To the console</a></p></section>`
        : html`<section class="narrow"><h1>Log in</h1>
<form class="fields" method="post" action="/login"><input type="hidden" name="next" value="${next}">
<label>Your name <span class="of">runs tell who asked for them</span><input name="name" value="${name}" required maxlength="40" autocomplete="username" autocapitalize="off" spellcheck="false"></label>
<label>Password<input name="password" type="password" required autocomplete="current-password"></label>
${fault === null ? null : html`<p class="bad" role="alert" id="fault">${fault}</p>`}
<button class="main" id="log-in">Log in</button></form>
<p class="of">It lasts for ${SESSION_MS / 3_600_000} hours, or until the console restarts.</p></section>`,
  });
