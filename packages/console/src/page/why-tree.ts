import type { Why } from '@pooltool/pipeline';
import { type Html, html } from './html.ts';
import { partitionPath } from './parts/paths.ts';
import { mark, markOf } from './state-mark.ts';

/** The words of `pooltool epoch why`, each place a link; below each what it depends on. */
export const renderWhy = (why: Why): Html =>
  html`<ul class="why"><li>${mark(markOf(why.state))}<div>${why.says}${below(why)}</div></li></ul>`;

const below = ({ because }: Why): Html | null =>
  because.length === 0
    ? null
    : html`<ul>${because.map(
        (cause) =>
          html`<li>${mark(markOf(cause.state))}<div><a href="${partitionPath(cause)}">${cause.asset} ${cause.partition}</a> <b>${cause.state}</b>: ${cause.says}${below(cause)}</div></li>`,
      )}</ul>`;
