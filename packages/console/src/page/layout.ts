import { type Html, html } from './html.ts';
import { MARK_SHAPES } from './state-mark.ts';

/** A whole page. Without JavaScript it asks for itself again every ten seconds. */
export function layout({
  title,
  network,
  nowMs,
  page,
  body,
}: {
  readonly title: string;
  readonly network: string | null;
  readonly nowMs: number;
  readonly page: 'console' | 'run' | 'error';
  readonly body: Html;
}): string {
  const { markup } = html`<!doctype html>
<html lang="en" data-now="${nowMs}" data-page="${page}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/uplot/uPlot.min.css"><link rel="stylesheet" href="/static/console.css">
<noscript><meta http-equiv="refresh" content="10"></noscript>
<script type="module" src="/static/console.js"></script>
</head>
<body>
${MARK_SHAPES}
<header><a class="wordmark" href="/">PoolTool</a><span class="network" id="network">${network ?? 'no network yet'}</span>
<span class="connection" id="connection" data-state="page" role="status"><span class="dot" aria-hidden="true"></span><span class="says">as of ${new Date(nowMs).toISOString().slice(11, 19)} UTC</span></span></header>
<main id="main">${body}</main>
</body></html>
`;
  return markup;
}
