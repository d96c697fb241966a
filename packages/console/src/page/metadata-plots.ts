import type { Plot, PlotPoint } from '../view/plots.ts';
import { type Html, html } from './html.ts';
import { metadataValue } from './metadata-value.ts';

const WIDTH = 300;
const HEIGHT = 90;

/** Each figure as a line over the partitions: a plain picture, drawn anew with axes by the page's script, and its table. */
export const renderPlots = (plots: readonly Plot[]): Html =>
  plots.length === 0
    ? html`<p class="empty">Two results that stand make a line; there are not so many with figures yet.</p>`
    : html`<div class="plots">${plots.map(renderPlot)}</div>`;

const renderPlot = ({ name, unit, points }: Plot): Html => html`
<figure class="plot"><figcaption>${name}${unit === '' ? null : html` <span class="of">${unit}</span>`}<span class="reading-at" aria-hidden="true"></span></figcaption>
<div class="plot-place" data-plot="${dataOf(points)}">${renderPicture(name, points)}</div>
<details><summary>Figures</summary><div class="scroll" tabindex="0" role="region" aria-label="Figures of ${name}"><table class="list"><tbody>${points.toReversed().map(({ partition, run, stored }) => html`<tr><th scope="row"><a href="/runs/${run}">${partition}</a></th><td>${metadataValue(stored)}</td></tr>`)}</tbody></table></div></details></figure>`;

/** What the page's script draws: names of the partitions and heights. */
const dataOf = (points: readonly PlotPoint[]): string =>
  JSON.stringify({ names: points.map(({ partition }) => partition), heights: points.map(({ height }) => height) });

function renderPicture(name: string, points: readonly PlotPoint[]): Html {
  const heights = points.map(({ height }) => height);
  const [least, most] = [Math.min(...heights), Math.max(...heights)];
  const x = (index: number): string => ((index * WIDTH) / (points.length - 1)).toFixed(1);
  const y = (height: number): string =>
    most === least ? (HEIGHT / 2).toFixed(1) : (4 + ((most - height) / (most - least)) * (HEIGHT - 8)).toFixed(1);
  return html`<svg class="line" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${name} over the partitions ${points[0]?.partition ?? ''} to ${points.at(-1)?.partition ?? ''}"><polyline points="${heights.map((height, index) => `${x(index)},${y(height)}`).join(' ')}"/></svg>`;
}
