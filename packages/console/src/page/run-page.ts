import type { RunPage, RunRow } from '@pooltool/store/pipeline';
import type { RunView } from '../view/run-view.ts';
import { actionButton, loginHint } from './action-form.ts';
import { age, durationText, timeText } from './figures.ts';
import type { Frame } from './frame.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { renderPlots } from './metadata-plots.ts';
import { assetPath, partitionPath } from './parts/paths.ts';
import { runFacts } from './run-facts.ts';
import { runRecord } from './run-record.ts';
import { mark, markOf } from './state-mark.ts';
import { renderWhy } from './why-tree.ts';

export function runPage(view: RunView, frame: Frame): string {
  const { asset, partition, run, runs, plots, told, why } = view;
  const under = run?.state === 'running' || view.state === 'requested' || view.state === 'running';
  return layout({
    title: `${asset} ${partition}`,
    network: view.network,
    frame,
    kind: 'live',
    body: html`
<nav><a href="/">Console</a> <span aria-hidden="true">/</span> <a href="/assets">Assets</a> <span aria-hidden="true">/</span> ${told === null ? asset : html`<a href="${assetPath(asset)}">${asset}</a>`} <span aria-hidden="true">/</span> ${partition}</nav>
<h1>${asset} <span class="light">${partition}</span></h1>
<div data-live="run" data-under-way="${String(under)}">
<div class="headed"><p class="note" id="state" data-state="${view.state}">${mark(markOf(view.state))} <b>${view.state}</b>${view.requestedBy === null ? null : html` · ${view.state === 'cancelled' ? 'cancelled' : 'asked for'} by ${view.requestedBy}`}${standing(view)}</p>${buttons(view, frame)}</div>
${view.nextTry === null ? null : html`<p class="note">The next try begins at <b>${timeText(view.nextTry.getTime())}</b>${told === null ? null : html` <span class="of">of ${told.retry.attempts} tries, the pause doubling from ${durationText(told.retry.backoffMs)}</span>`}</p>`}
${why === null ? html`<p class="empty">No worker of today has this asset: it can only be looked at.</p>` : html`<section><h2>Why it is so</h2>${renderWhy(why)}</section>`}
${run === null ? null : html`${runFacts(run, view, frame.nowMs)}${runRecord(run, frame.nowMs)}`}
${runs.length < 2 ? null : renderSiblings(runs, run, frame.nowMs)}
</div>
<section><h2>Metadata over the partitions <span class="unit">· of the results that stand</span></h2><div data-live="plots">${renderPlots(plots)}</div></section>`,
  });
}

const standing = ({ standing, run }: RunView): Html | null => {
  if (standing === null) return html` · no result stands`;
  return standing === run?.run
    ? html` · its result stands`
    : html` · the result of <a href="/runs/${standing}">run ${standing}</a> stands`;
};

/** What can be asked depends on the state: what is under way can be cancelled, and asked for once more. */
function buttons({ told, state, asset, partition }: RunView, frame: Frame): Html | null {
  if (told === null) return null;
  const fields = { asset, partition };
  const flies = state === 'requested' || state === 'running';
  const run = actionButton(frame, {
    to: '/do/run',
    says:
      state === 'missing'
        ? 'Run it'
        : state === 'running'
          ? 'Run it once more afterwards'
          : state === 'requested'
            ? 'Ask again'
            : 'Run it again',
    fields,
    weight: flies ? 'plain' : 'main',
  });
  const cancel = flies ? actionButton(frame, { to: '/do/cancel', says: 'Cancel it', fields, weight: 'grave' }) : null;
  return html`<div class="buttons">${run}${cancel}${loginHint(frame, flies ? 'cancel it or ask for it again' : 'run it')}</div>`;
}

const renderSiblings = (runs: readonly RunRow[], shown: RunPage | null, nowMs: number): Html => html`
<section><h2>All runs</h2><div class="scroll" tabindex="0" role="region" aria-label="All runs"><table class="list runs"><thead><tr><th scope="col">Run</th><th scope="col">State</th><th scope="col">Try</th><th scope="col">Asked for by</th><th scope="col">Began</th><th scope="col">Took</th><th scope="col">After a pause of</th></tr></thead>
<tbody>${runs.map(
  (
    run,
    index,
  ) => html`<tr><th scope="row">${run.run === shown?.run ? html`<b>${run.run}</b> <span class="of">shown</span>` : html`<a href="/runs/${run.run}">${run.run}</a>`}</th><td class="word">${mark(markOf(run.state))} ${run.state}${run.error === null ? null : html` <code>${run.error.code}</code>`}</td>
<td>${run.attempt}</td><td class="word">${run.requestedBy}</td><td title="${timeText(run.startedAt.getTime())}">${age(run.startedAt.getTime(), nowMs)} ago</td><td>${run.finishedAt === null ? '–' : durationText(run.finishedAt.getTime() - run.startedAt.getTime())}</td><td>${pauseBefore(run, runs[index + 1])}</td></tr>`,
)}</tbody></table></div><p class="of"><a href="${partitionPath(runs[0] ?? { asset: '', partition: '' })}">The latest run</a></p></section>`;

/** Of a further try: how long it waited after the one before. */
const pauseBefore = (run: RunRow, before: RunRow | undefined): string =>
  run.attempt > 1 && before?.finishedAt != null
    ? durationText(Math.max(0, run.startedAt.getTime() - before.finishedAt.getTime()))
    : '';
