import type { PoolToolError } from '@pooltool/shared-utils/errors';
import type { Frame } from './frame.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';

/** `back`: where somebody who may go on by logging in goes afterwards. */
export const errorPage = (frame: Frame, { code, message, status }: PoolToolError, back = '/'): string =>
  layout({
    title: 'PoolTool console',
    network: null,
    frame,
    kind: 'still',
    body: html`<section class="error"><h1>${message}</h1><p><code>${code}</code></p><p>${
      status === 401 ? html`<a href="/login?next=${encodeURIComponent(back)}">Log in</a> · ` : null
    }<a href="/">To the console</a></p></section>`,
  });
