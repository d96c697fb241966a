import type { AssetsView } from '../view/assets-view.ts';
import type { Grid, GridChoice } from '../view/grid.ts';
import type { Frame } from './frame.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { renderGraph } from './parts/graph.ts';
import { renderFailures, renderLegend, renderOneGrid } from './parts/grid.ts';
import { CELL_STATES } from './state-mark.ts';

/** The choices of how many partitions stand beside each other. */
export const WIDTHS = [40, 100, 400] as const;

export const assetsPage = ({ network, graphs, grid, choice }: AssetsView, frame: Frame): string =>
  layout({
    title: 'Assets',
    network,
    frame,
    kind: 'live',
    body: html`
<nav><a href="/">Console</a> <span aria-hidden="true">/</span> Assets</nav>
<h1>Assets</h1>
${graphs.length === 0 ? html`<p class="empty">No worker has told of its assets yet: epoch-processing does when it starts.</p>` : null}
${graphs.map(
  ({
    pipeline,
    graph,
  }) => html`<section><h2>What is made from what <span class="unit">· ${pipeline}, each with its latest partition</span></h2>
<div data-live="graph-${pipeline}">${renderGraph(graph, pipeline)}</div>
<p class="of hint">A line leads from what is read to what is made from it; its label says which partition: +1 the next, −1 the last, ×8 eight for one. Dashed: read where it is there.</p></section>`,
)}
<section><h2>Partitions</h2>
${renderChoice(choice)}
<div data-live="grids">${grid.grids.length === 0 && graphs.length > 0 ? html`<p class="empty">No partition is like that. <a href="/assets">Show all</a></p>` : null}
${grid.grids.map((one) => html`${renderOneGrid(one)}${renderPaging(one, choice)}`)}${renderLegend()}${renderFailures(grid.failures, frame.nowMs)}</div></section>`,
  });

const renderChoice = ({ state, asset, count }: GridChoice): Html => html`
<form class="choice" method="get" action="/assets" role="search">
<label>State <select name="state"><option value="">any</option>${CELL_STATES.map((one) => option(one, one, one === state))}</select></label>
<label>Asset <input name="asset" value="${asset ?? ''}" maxlength="60" placeholder="part of its name" autocapitalize="off" spellcheck="false"></label>
<label>Beside each other <select name="count">${WIDTHS.map((one) => option(String(one), String(one), one === count))}</select></label>
<button id="choose">Show</button></form>`;

const option = (value: string, says: string, selected: boolean): Html =>
  selected ? html`<option value="${value}" selected>${says}</option>` : html`<option value="${value}">${says}</option>`;

function renderPaging({ scheme, partitions, total, newer, older }: Grid, choice: GridChoice): Html | null {
  if (newer === null && older === null) return null;
  const first = partitions.at(-1);
  return html`<p class="paging">${pageLink(newer, 'newer', scheme, choice)}<span class="of">${first ?? ''} to ${partitions[0] ?? ''} of ${total}</span>${pageLink(older, 'older', scheme, choice)}</p>`;
}

function pageLink(upTo: string | null, says: string, scheme: string, { state, asset, count }: GridChoice): Html {
  if (upTo === null) return html`<span class="none">${says}</span>`;
  const query = new URLSearchParams({ scheme, upTo, count: String(count) });
  if (state !== undefined) query.set('state', state);
  if (asset !== undefined) query.set('asset', asset);
  return html`<a href="/assets?${query.toString()}" rel="${says === 'newer' ? 'prev' : 'next'}">${says}</a>`;
}
