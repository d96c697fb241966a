import type { RunPage } from '@pooltool/store/pipeline';
import type { RunView } from '../view/run-view.ts';
import { age, durationText, timeText } from './figures.ts';
import { type Html, html } from './html.ts';
import { mark, markOf } from './state-mark.ts';

/** When, by whom, where and how a run ended; of one that failed, why. */
export function runFacts(run: RunPage, { told }: Pick<RunView, 'told'>, nowMs: number): Html {
  const startMs = run.startedAt.getTime();
  return html`
<section><h2>Run ${run.run}</h2>
<dl class="facts run-facts">
  <div><dt>State</dt><dd>${mark(markOf(run.state))} ${run.state}</dd></div>
  <div><dt>Try</dt><dd>${run.attempt}${told === null ? null : html` <span class="of">of ${told.retry.attempts}</span>`}</dd></div>
  <div><dt>Began</dt><dd title="${timeText(startMs)}">${age(startMs, nowMs)} ago</dd></div>
  <div><dt>Took</dt><dd>${run.finishedAt === null ? html`${age(startMs, nowMs)} so far` : durationText(run.finishedAt.getTime() - startMs)}</dd></div>
  <div><dt>Asked for by</dt><dd id="asked-by">${run.requestedBy}</dd></div>
  <div><dt>Worker</dt><dd>${run.worker}</dd></div>
  <div><dt>Code</dt><dd>version ${run.version}</dd></div>
</dl>
${run.error === null ? null : renderError(run.error)}
</section>`;
}

const renderError = ({ code, message, details, causes }: NonNullable<RunPage['error']>): Html => html`
<div class="fault" role="note"><p><code>${code}</code></p><p class="message">${message}</p>
${Object.keys(details).length === 0 ? null : html`<pre tabindex="0">${JSON.stringify(details, null, 2)}</pre>`}
${causes.length === 0 ? null : html`<ol class="causes">${causes.map((cause) => html`<li>because ${cause.code === null ? null : html`<code>${cause.code}</code> `}${cause.message}</li>`)}</ol>`}
<p class="of">docs/errors.md tells what ${code} means and what to do.</p></div>`;
