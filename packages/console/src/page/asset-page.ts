import { BACKFILL_ONLY } from '@pooltool/pipeline';
import type { AssetView } from '../view/asset-view.ts';
import type { MadeFrom } from '../view/grid.ts';
import { hidden, loginHint } from './action-form.ts';
import { durationText } from './figures.ts';
import type { Frame } from './frame.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { renderPlots } from './metadata-plots.ts';
import { renderLegend, renderOneGrid } from './parts/grid.ts';
import { assetPath } from './parts/paths.ts';
import { CELL_STATES, mark } from './state-mark.ts';

const AUTOMATION = {
  'missing-or-stale': 'asked for as soon as what it needs is there, and again when that was replaced',
  missing: 'asked for as soon as what it needs is there',
  never: 'asked for by a person or a sensor only',
} as const;

export function assetPage(view: AssetView, frame: Frame): string {
  const { asset, scheme, madeFrom, usedBy, states, grid, plots } = view;
  const { attempts, backoffMs } = asset.retry;
  return layout({
    title: asset.name,
    network: view.network,
    frame,
    kind: 'still',
    body: html`
<nav><a href="/">Console</a> <span aria-hidden="true">/</span> <a href="/assets">Assets</a> <span aria-hidden="true">/</span> ${asset.name}</nav>
<h1>${asset.name}</h1>
<p class="note">${asset.description}</p>
<div class="columns">
<section><h2>How it is made</h2>
<dl class="facts asset-facts">
  <div><dt>Made from</dt><dd>${madeFrom.length === 0 ? 'what arrives' : madeFrom.map(renderNeed)}</dd></div>
  <div><dt>Read by</dt><dd>${usedBy.length === 0 ? 'nothing' : usedBy.map((name) => html`<span><a href="${assetPath(name)}">${name}</a></span>`)}</dd></div>
  <div class="wide"><dt>It is</dt><dd>${madeFrom.length === 0 ? AUTOMATION.never : AUTOMATION[asset.automation]}</dd></div>
  <div class="wide"><dt>When it fails and may pass</dt><dd>${attempts} ${attempts === 1 ? 'try' : 'tries'}${attempts === 1 ? null : html`, the second after ${durationText(backoffMs)}, then twice as long each time, up to an hour`}</dd></div>
  <div><dt>At once</dt><dd>${asset.concurrency}</dd></div><div><dt>Code</dt><dd>version ${asset.version}</dd></div>
</dl>
${asset.checks.length === 0 ? null : html`<h2 class="inner">Checked</h2><ul class="checks">${asset.checks.map(({ name, severity }) => html`<li><div>${name} <span class="of">${severity === 'blocking' ? 'blocks: nothing is saved when it fails' : 'warns'}</span></div></li>`)}</ul>`}
</section>
<section><h2>Backfill</h2>${renderBackfill(view, frame)}</section>
</div>
<section><h2>Partitions <span class="unit">· by ${scheme}</span></h2>
<div data-live="cells"><p class="states">${CELL_STATES.filter((state) => states.has(state)).map((state) => html`<span>${mark(state)} <b>${states.get(state) ?? 0}</b> ${state}</span>`)}</p>
${grid === null ? html`<p class="empty">Nobody has asked for any yet.</p>` : html`${renderOneGrid(grid)}${renderLegend()}`}</div>
${grid?.older == null ? null : html`<p class="of"><a href="/assets?asset=${asset.name}&count=400">All ${grid.total}</a></p>`}</section>
<section><h2>Metadata <span class="unit">· of the results that stand</span></h2><div data-live="plots">${renderPlots(plots)}</div></section>`,
  });
}

const renderNeed = ({ asset, label, optional }: MadeFrom): Html =>
  html`<span><a href="${assetPath(asset)}">${asset}</a>${label === '' ? null : html` <b>${label}</b>`}${optional ? html` <span class="of">where it is there</span>` : null}</span>`;

function renderBackfill({ asset: { name }, grid }: AssetView, frame: Frame): Html {
  const { viewer, path } = frame;
  if (viewer.kind !== 'operator') return loginHint(frame, 'ask for a range of partitions');
  const [latest = ''] = grid?.partitions ?? [];
  return html`<form class="fields" method="post" action="/do/backfill">${hidden({ asset: name, csrf: viewer.csrf, back: path })}
<div class="side"><label>From<input name="from" value="${grid?.partitions.at(-1) ?? latest}" required maxlength="40"></label><label>To<input name="to" value="${latest}" required maxlength="40"></label>
<label>Only those that are<select name="only">${BACKFILL_ONLY.map((only) => (only === 'missing' ? html`<option selected>${only}</option>` : html`<option>${only}</option>`))}</select></label></div>
<p class="of">They run ascending, each as soon as what it needs is there. What is made from them follows.</p>
<button class="main" id="backfill">Ask for them</button></form>`;
}
