import { hidden } from './action-form.ts';
import type { Frame } from './frame.ts';
import { type Html, html } from './html.ts';
import { MARK_SHAPES, mark } from './state-mark.ts';

/** `console` is sent part by part; `live` is fetched anew when something changed; `still` stays, because somebody types. */
export type PageKind = 'console' | 'live' | 'still';

/** A whole page. Without JavaScript it asks for itself again every ten seconds, unless it is still. */
export function layout({
  title,
  network,
  frame,
  kind,
  body,
}: {
  readonly title: string;
  readonly network: string | null;
  readonly frame: Frame;
  readonly kind: PageKind;
  readonly body: Html;
}): string {
  const { nowMs, viewer } = frame;
  const { markup } = html`<!doctype html>
<html lang="en" data-now="${nowMs}" data-page="${kind}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/uplot/uPlot.min.css"><link rel="stylesheet" href="/static/console.css"><link rel="stylesheet" href="/static/pages.css">
${kind === 'still' ? null : html`<noscript><meta http-equiv="refresh" content="10"></noscript>`}
<script type="module" src="/static/console.js"></script>
</head>
<body>
${MARK_SHAPES}
<header><a class="wordmark" href="/">PoolTool</a><span class="network" id="network">${network ?? 'no network yet'}</span>
<span class="pages"><a href="/assets">Assets</a><a href="/sensors">Sensors</a></span>
<span class="connection" id="connection" data-state="page" role="status"><span class="dot" aria-hidden="true"></span><span class="says">as of ${new Date(nowMs).toISOString().slice(11, 19)} UTC</span></span>
${who(frame)}</header>
${viewer.kind === 'operator' && viewer.note !== null ? renderNote(viewer.note) : null}
<main id="main">${body}</main>
</body></html>
`;
  return markup;
}

function who({ viewer, path }: Frame): Html {
  switch (viewer.kind) {
    case 'read-only':
      return html`<span class="who" title="npx pooltool console password tells how to have buttons">read only</span>`;
    case 'visitor':
      return html`<span class="who"><a href="/login?next=${encodeURIComponent(path)}">Log in</a></span>`;
    case 'operator':
      return html`<form class="who" method="post" action="/logout">${hidden({ csrf: viewer.csrf, back: path })}<b>${viewer.name}</b> <button class="link" id="log-out">Log out</button></form>`;
  }
}

const renderNote = ({ good, says }: { readonly good: boolean; readonly says: string }): Html =>
  html`<p class="told" role="${good ? 'status' : 'alert'}" id="told">${mark(good ? 'ok' : 'failed')} ${says}</p>`;
