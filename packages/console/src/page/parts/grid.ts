import type { Failure, Grid, GridCell, GridPart, GridRow } from '../../view/grid.ts';
import { age } from '../figures.ts';
import { type Html, html } from '../html.ts';
import { CELL_STATES, mark, STATE_SAYS } from '../state-mark.ts';
import { assetPath, partitionPath } from './paths.ts';

export function renderGrid({ grids, failures }: GridPart, nowMs: number): Html {
  if (grids.length === 0) {
    return html`<p class="empty">No worker has told of its assets yet: epoch-processing does when it starts.</p>`;
  }
  return html`${grids.map(renderOneGrid)}${renderLegend()}${renderFailures(failures, nowMs)}`;
}

/** The line below is filled with what the focused or pointed-at cell says (assets/grid-keys.js); arrow keys go from cell to cell. */
export function renderOneGrid({ scheme, partitions, rows }: Grid): Html {
  if (partitions.length === 0) {
    return html`<p class="empty">No ${scheme} has been asked for yet: the sensors ask when what they look for arrives. <span class="assets-named">${rows.map(({ asset }) => html`<a href="${assetPath(asset)}">${asset}</a> `)}</span></p>`;
  }
  return html`
<div class="scroll" tabindex="0" role="region" aria-label="Assets by ${scheme}"><table class="grid ${/^\d{4}-/.test(partitions[0] ?? '') ? 'date' : ''}" data-grid="${scheme}">
<thead><tr><th scope="col">${scheme}</th>${partitions.map((partition) => html`<th scope="col">${partition}</th>`)}<td></td></tr></thead>
<tbody>${rows.map(renderRow)}</tbody></table></div>`;
}

const renderRow = ({ asset, description, madeFrom, cells }: GridRow): Html => html`<tr>
<th scope="row"><a href="${assetPath(asset)}" title="${description}; made from ${madeFrom.length === 0 ? 'what arrives' : madeFrom.map((need) => `${need.asset} ${need.label}`.trim()).join(', ')}">${asset}</a></th>
${cells.map((cell) => renderCell(asset, cell))}<td></td></tr>`;

function renderCell(asset: string, { partition, state, says }: GridCell): Html {
  const told = `${asset} ${partition}: ${state}, ${says === '' ? STATE_SAYS[state] : says}`;
  return html`<td><a class="cell" data-state="${state}" href="${partitionPath({ asset, partition })}" title="${told}" aria-label="${told}">${mark(state)}</a></td>`;
}

export const renderLegend = (): Html =>
  html`<p class="cell-says" aria-hidden="true"></p><ul class="legend">${CELL_STATES.map((state) => html`<li title="${STATE_SAYS[state]}">${mark(state)}${state}</li>`)}</ul>`;

export const renderFailures = (failures: readonly Failure[], nowMs: number): Html | null =>
  failures.length === 0
    ? null
    : html`
<ul class="failures">${failures.map(
        (failure) => html`
<li>${mark('failed')}<div><a href="${partitionPath(failure)}">${failure.asset} ${failure.partition}</a> <code>${failure.code}</code> <span class="of">${age(failure.changedAt.getTime(), nowMs)} ago</span>
<p>${failure.message}</p></div></li>`,
      )}</ul>`;
