import type { RunPage } from '@pooltool/store/pipeline';
import { type Html, html } from './html.ts';
import { metadataValue } from './metadata-value.ts';
import { runSteps } from './run-steps.ts';
import { mark } from './state-mark.ts';

/** What a run did and said: steps with their times, metadata, checks, what it read, and its log. */
export const runRecord = (run: RunPage, nowMs: number): Html => html`
<section><h2>Steps</h2>${runSteps(run, run.finishedAt?.getTime() ?? nowMs)}</section>
<div class="columns">
<section><h2>Metadata</h2>${renderMetadata(run.metadata)}</section>
<section><h2>Checks</h2>${renderChecks(run.checks)}<h2>Made from</h2>${renderInputs(run.inputs)}</section>
</div>
<section><h2>Log</h2>${renderLog(run)}</section>`;

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
