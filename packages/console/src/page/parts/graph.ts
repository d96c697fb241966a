import { type AssetGraph, type GraphEdge, type GraphNode, NODE } from '../../view/graph.ts';
import { type Html, html } from '../html.ts';
import { STATE_SAYS } from '../state-mark.ts';
import { assetPath, partitionPath } from './paths.ts';

/** The graph as a picture whose boxes are links; it keeps its size and is scrolled where the window is narrower. */
export const renderGraph = ({ width, height, nodes, edges }: AssetGraph, name: string): Html => html`
<div class="scroll graph" tabindex="0" role="region" aria-label="What the ${name} assets are made from"><svg width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" role="group" aria-label="assets, each linked to its latest partition">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 .8 7.2 4 0 7.2Z" fill="context-stroke"/></marker></defs>
<g class="edges">${edges.map(renderEdge)}</g><g class="labels" aria-hidden="true">${edges.map(renderLabel)}</g>${nodes.map(renderNode)}</svg></div>`;

const renderEdge = ({ from, to, label, optional, points }: GraphEdge): Html =>
  html`<path class="${optional ? 'optional' : ''}" data-from="${from}" data-to="${to}" d="${pathThrough(points)}" marker-end="url(#arrow)"><title>${to} is made from ${from}${label === '' ? null : ` ${label}`}${optional ? ', where it is there' : null}</title></path>`;

const renderLabel = ({ label, points }: GraphEdge): Html | null => {
  const end = points.at(-1);
  return label === '' || end === undefined
    ? null
    : html`<text x="${(end.x - 12).toFixed(1)}" y="${(end.y + 3.5).toFixed(1)}" text-anchor="end">${label}</text>`;
};

/** Level where it leaves and arrives and where it passes a layer, a soft turn in between. */
const pathThrough = (points: GraphEdge['points']): string =>
  points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${x} ${y.toFixed(1)}`;
      if (before.y === y) return `L${x} ${y.toFixed(1)}`;
      const middle = ((before.x + x) / 2).toFixed(1);
      return `C${middle} ${before.y.toFixed(1)} ${middle} ${y.toFixed(1)} ${x} ${y.toFixed(1)}`;
    })
    .join('');

function renderNode({ asset, partition, state, madeFrom, self, x, y }: GraphNode): Html {
  const href = partition === null ? assetPath(asset) : partitionPath({ asset, partition });
  const from = madeFrom.map((need) => `${need.asset}${need.label === '' ? '' : ` ${need.label}`}`).join(', ');
  const says = `${asset}: ${partition === null ? 'never asked for' : `${partition} ${state}, ${STATE_SAYS[state]}`}; made from ${from === '' ? 'what arrives' : from}`;
  return html`<a href="${href}" class="node" data-asset="${asset}" data-state="${state}" aria-label="${says}"><title>${says}</title>
<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"><rect width="${NODE.width}" height="${NODE.height}" rx="8"/>
<text class="name" x="12" y="20">${asset}</text><svg class="mark ${state}" x="12" y="27" width="14" height="14" viewBox="0 0 16 16"><use href="#mark-${state}"/></svg>
<text class="state" x="32" y="38">${partition === null ? 'none yet' : `${partition} ${state}`}</text>${self === null ? null : html`<text class="self" x="${NODE.width - 10}" y="38" text-anchor="end">↺ ${self}</text>`}</g></a>`;
}
