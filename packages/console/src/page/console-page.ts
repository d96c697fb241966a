import type { ConsoleView, PartName } from '../view/console-view.ts';
import type { Frame } from './frame.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { renderBlocksPicture } from './parts/blocks.ts';
import { renderPart } from './parts/render-part.ts';

export function consolePage(view: ConsoleView, frame: Frame): string {
  const section = (name: PartName, title: Html | string, before: Html | null = null): Html => html`
<section class="${name}" aria-labelledby="title-${name}"><h2 id="title-${name}">${title}</h2>${before}<div data-part="${name}">${renderPart(name, view, frame.nowMs)}</div></section>`;
  const chart = html`<div class="chart" id="blocks-chart">${renderBlocksPicture(view.blocks)}</div>`;
  const network = view.chain.network?.name ?? null;
  return layout({
    title: `${network ?? 'PoolTool'} console`,
    network,
    frame,
    kind: 'console',
    body: html`<h1 class="hidden">Console</h1>
<div class="top">${section('chain', 'Tip')}${section('blocks', 'Blocks per minute', chart)}</div>
${section('epochs', html`Epochs <span class="unit">· amounts in ada</span>`)}
${section('grid', html`Assets <a class="more" href="/assets">all partitions, and what is made from what</a>`)}
<div class="bottom">${section('documents', 'Documents waiting')}${section('queues', 'Queues')}${section('sensors', html`Sensors <a class="more" href="/sensors">their looks</a>`)}</div>`,
  });
}
