import type { ConsoleView, PartName } from '../view/console-view.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { renderBlocksPicture } from './parts/blocks.ts';
import { renderPart } from './parts/render-part.ts';

export function consolePage(view: ConsoleView, nowMs: number): string {
  const section = (name: PartName, title: Html | string, before: Html | null = null): Html => html`
<section class="${name}" aria-labelledby="title-${name}"><h2 id="title-${name}">${title}</h2>${before}<div data-part="${name}">${renderPart(name, view, nowMs)}</div></section>`;
  const chart = html`<div class="chart" id="blocks-chart">${renderBlocksPicture(view.blocks)}</div>`;
  const network = view.chain.network?.name ?? null;
  return layout({
    title: `${network ?? 'PoolTool'} console`,
    network,
    nowMs,
    page: 'console',
    body: html`<h1 class="hidden">Console</h1>
<div class="top">${section('chain', 'Tip')}${section('blocks', 'Blocks per minute', chart)}</div>
${section('epochs', html`Epochs <span class="unit">· amounts in ada</span>`)}
${section('grid', 'Assets')}
<div class="bottom">${section('documents', 'Documents waiting')}${section('queues', 'Queues')}${section('sensors', 'Sensors')}</div>`,
  });
}
