import type { RunPage, RunRow } from '@pooltool/store/pipeline';
import type { RunView } from '../view/run-view.ts';
import { age, durationText, timeText } from './figures.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { metadataValue } from './metadata-value.ts';
import { partitionPath } from './parts/grid.ts';
import { runSteps } from './run-steps.ts';
import { type MarkState, mark } from './state-mark.ts';

export function runPage(view: RunView, nowMs: number): string {
  const { asset, partition, run, runs } = view;
  const under = run?.state === 'running' || view.state === 'requested' || view.state === 'running';
  return layout({
    title: `${asset} ${partition}`,
    network: view.network,
    nowMs,
    page: 'run',
    body: html`<div data-under-way="${String(under)}">
<nav><a href="/">Console</a> <span aria-hidden="true">/</span> ${asset} <span aria-hidden="true">/</span> ${partition}</nav>
<h1>${asset} <span class="light">${partition}</span></h1>
<p class="note">${mark(markOf(view.state))} <b>${view.state}</b>${view.requestedBy === '' ? null : html` · asked for by ${view.requestedBy}`}${view.standing === null ? html` · no result stands` : html` · the result of run ${view.standing} stands`}</p>
${run === null ? html`<p class="empty">No run yet: it begins when what it needs is there and a worker is free.</p>` : renderRun(run, nowMs)}
${runs.length < 2 ? null : renderSiblings(runs, run, nowMs)}
</div>`,
  });
}

function renderRun(run: RunPage, nowMs: number): Html {
  const endMs = run.finishedAt?.getTime() ?? nowMs;
  return html`
<section><h2>Run ${run.run}</h2>
<dl class="facts run-facts">
  <div><dt>State</dt><dd>${mark(markOf(run.state))} ${run.state}</dd></div>
  <div><dt>Try</dt><dd>${run.attempt}</dd></div>
  <div><dt>Began</dt><dd title="${timeText(run.startedAt.getTime())}">${age(run.startedAt.getTime(), nowMs)} ago</dd></div>
  <div><dt>Took</dt><dd>${run.finishedAt === null ? html`${age(run.startedAt.getTime(), nowMs)} so far` : durationText(endMs - run.startedAt.getTime())}</dd></div>
  <div><dt>Asked for by</dt><dd>${run.requestedBy}</dd></div>
  <div><dt>Worker</dt><dd>${run.worker}</dd></div>
  <div><dt>Code</dt><dd>version ${run.version}</dd></div>
</dl>
${run.error === null ? null : renderError(run.error)}
</section>
<section><h2>Steps</h2>${runSteps(run, endMs)}</section>
<div class="columns">
<section><h2>Metadata</h2>${renderMetadata(run.metadata)}</section>
<section><h2>Checks</h2>${renderChecks(run.checks)}<h2>Made from</h2>${renderInputs(run.inputs)}</section>
</div>
<section><h2>Log</h2>${renderLog(run)}</section>`;
}

const renderError = ({ code, message, details, causes }: NonNullable<RunPage['error']>): Html => html`
<div class="fault" role="note"><p><code>${code}</code></p><p class="message">${message}</p>
${Object.keys(details).length === 0 ? null : html`<pre tabindex="0">${JSON.stringify(details, null, 2)}</pre>`}
${causes.length === 0 ? null : html`<ol class="causes">${causes.map((cause) => html`<li>because ${cause.code === null ? null : html`<code>${cause.code}</code> `}${cause.message}</li>`)}</ol>`}
<p class="of">docs/errors.md tells what ${code} means and what to do.</p></div>`;

function renderMetadata(metadata: RunPage['metadata']): Html {
  const entries = Object.entries(metadata);
  if (entries.length === 0) return html`<p class="empty">This run said nothing about its result.</p>`;
  return html`<table class="list"><tbody>${entries.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${metadataValue(value)}</td></tr>`)}</tbody></table>`;
}

function renderChecks(checks: RunPage['checks']): Html {
  if (checks.length === 0) return html`<p class="empty">No check has looked at this run.</p>`;
  return html`<ul class="checks">${checks.map(
    ({
      name,
      passed,
      severity,
      detail,
    }) => html`<li>${mark(passed ? 'ok' : severity === 'blocking' ? 'failed' : 'stale')}<div><b>${name}</b> <span class="of">${passed ? 'passed' : `did not pass (${severity})`}</span>
${detail === null || (passed && JSON.stringify(detail) === '{}') ? null : html`<pre tabindex="0">${JSON.stringify(detail, null, 2)}</pre>`}</div></li>`,
  )}</ul>`;
}

function renderInputs(inputs: RunPage['inputs']): Html {
  const read = Object.entries(inputs).flatMap(([asset, partitions]) =>
    Object.entries(partitions).map(([partition, run]) => ({ asset, partition, run })),
  );
  if (read.length === 0) return html`<p class="empty">It is made from what arrives, not from other assets.</p>`;
  return html`<ul class="inputs">${read.map(
    ({ asset, partition, run }) =>
      html`<li>${run === null ? html`${asset} ${partition}: there was none` : html`<a href="/runs/${run}">${asset} ${partition}</a> <span class="of">run ${run}</span>`}</li>`,
  )}</ul>`;
}

function renderLog({ lines }: RunPage): Html {
  if (lines.length === 0) return html`<p class="empty">This run logged nothing.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Log"><table class="log"><tbody>${lines.map(
    ({ at, level, event, detail }) =>
      html`<tr class="${level}"><td>${at.toISOString().slice(11, 23)}</td><td>${level}</td><td>${event}</td><td><code>${detail === null || JSON.stringify(detail) === '{}' ? '' : JSON.stringify(detail)}</code></td></tr>`,
  )}</tbody></table></div>`;
}

const renderSiblings = (runs: readonly RunRow[], shown: RunPage | null, nowMs: number): Html => html`
<section><h2>All runs</h2><table class="list runs"><thead><tr><th scope="col">Run</th><th scope="col">State</th><th scope="col">Began</th><th scope="col">Took</th></tr></thead>
<tbody>${runs.map(
  (
    run,
  ) => html`<tr><th scope="row">${run.run === shown?.run ? html`<b>${run.run}</b> <span class="of">shown</span>` : html`<a href="/runs/${run.run}">${run.run}</a>`}</th><td class="word">${mark(markOf(run.state))} ${run.state}${run.error === null ? null : html` <code>${run.error.code}</code>`}</td>
<td>${age(run.startedAt.getTime(), nowMs)} ago</td><td>${run.finishedAt === null ? '–' : durationText(run.finishedAt.getTime() - run.startedAt.getTime())}</td></tr>`,
)}</tbody></table><p class="of"><a href="${partitionPath(runs[0] ?? { asset: '', partition: '' })}">The latest run</a></p></section>`;

const MARKS: readonly MarkState[] = ['ok', 'running', 'requested', 'stale', 'failed', 'cancelled', 'interrupted'];
const markOf = (state: string): MarkState => MARKS.find((known) => known === state) ?? 'missing';
