import type { PoolToolError } from '@pooltool/shared-utils/errors';
import { html } from './html.ts';
import { layout } from './layout.ts';

export const errorPage = ({ code, message }: PoolToolError, nowMs: number): string =>
  layout({
    title: 'PoolTool console',
    network: null,
    nowMs,
    page: 'error',
    body: html`<section class="error"><h1>${message}</h1><p><code>${code}</code></p><p><a href="/">To the console</a></p></section>`,
  });
