import type { Failure, Grid, GridPart, GridRow } from '../../view/grid.ts';
import { age } from '../figures.ts';
import { type Html, html } from '../html.ts';
import { CELL_STATES, mark, STATE_SAYS } from '../state-mark.ts';

export const partitionPath = ({ asset, partition }: { readonly asset: string; readonly partition: string }): string =>
  `/partitions/${encodeURIComponent(asset)}/${encodeURIComponent(partition)}`;

export function renderGrid({ grids, failures }: GridPart, nowMs: number): Html {
  if (grids.length === 0) {
    return html`<p class="empty">Nothing has been asked for yet: the sensors ask when the first ledger dump arrives.</p>`;
  }
  return html`${grids.map(renderOne)}${renderLegend()}${failures.length === 0 ? null : renderFailures(failures, nowMs)}`;
}

function renderOne({ kind, partitions, rows }: Grid): Html {
  return html`
<div class="scroll" tabindex="0" role="region" aria-label="Assets by ${kind}"><table class="grid ${kind}">
<thead><tr><th scope="col">${kind === 'epoch' ? 'Epoch' : kind === 'date' ? 'Date' : 'Partition'}</th>${partitions.map((partition) => html`<th scope="col">${partition}</th>`)}<td></td></tr></thead>
<tbody>${rows.map(renderRow)}</tbody></table></div>`;
}

const renderRow = ({ asset, madeFrom, cells }: GridRow): Html => html`<tr>
<th scope="row" title="${madeFrom.length === 0 ? 'made from what arrives' : `made from ${madeFrom.join(', ')}`}">${asset}</th>
${cells.map(({ partition, state }) =>
  state === 'missing'
    ? html`<td><span class="cell" data-state="missing" title="${asset} ${partition}: ${STATE_SAYS.missing}">${mark('missing')}<span class="hidden">missing</span></span></td>`
    : html`<td><a class="cell" data-state="${state}" href="${partitionPath({ asset, partition })}" title="${asset} ${partition}: ${state}, ${STATE_SAYS[state]}" aria-label="${asset} ${partition}: ${state}">${mark(state)}</a></td>`,
)}<td></td></tr>`;

const renderLegend = (): Html =>
  html`<ul class="legend">${CELL_STATES.map((state) => html`<li title="${STATE_SAYS[state]}">${mark(state)}${state}</li>`)}</ul>`;

const renderFailures = (failures: readonly Failure[], nowMs: number): Html => html`
<ul class="failures">${failures.map(
  (failure) => html`
<li>${mark('failed')}<div><a href="${partitionPath(failure)}">${failure.asset} ${failure.partition}</a> <code>${failure.code}</code> <span class="of">${age(failure.changedAt.getTime(), nowMs)} ago</span>
<p>${failure.message}</p></div></li>`,
)}</ul>`;
