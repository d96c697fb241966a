import type { DocumentsWaiting, QueueLine, SensorRow } from '@pooltool/store/console';
import { age, grouped, NOTHING } from '../figures.ts';
import { type Html, html } from '../html.ts';

export function renderDocuments(lines: readonly DocumentsWaiting[], nowMs: number): Html {
  const waiting = lines.reduce((sum, { documents }) => sum + documents, 0);
  if (waiting === 0) return html`<p class="sum">0</p><p class="empty">Every document shows the truth.</p>`;
  return html`<p class="sum" id="documents-waiting">${grouped(waiting)}</p>
<table class="list"><thead><tr><th scope="col">Kind</th><th scope="col">Waiting</th><th scope="col">Oldest</th></tr></thead>
<tbody>${lines.map(({ kind, documents, since }) => html`<tr><th scope="row">${kind}</th><td>${grouped(documents)}</td><td>${age(since.getTime(), nowMs)}</td></tr>`)}</tbody></table>`;
}

export function renderQueues(lines: readonly QueueLine[], nowMs: number): Html {
  if (lines.length === 0) return html`<p class="empty">No queue yet: each is made by its first worker.</p>`;
  return html`
<table class="list"><thead><tr><th scope="col">Queue</th><th scope="col">Waiting</th><th scope="col">Active</th><th scope="col">Failed</th><th scope="col">Oldest</th></tr></thead>
<tbody>${lines.map(
    ({
      queue,
      waiting,
      active,
      failed,
      since,
      countedAt,
    }) => html`<tr><th scope="row">${queue}</th><td>${grouped(waiting)}</td>
<td>${countedAt === null ? NOTHING : grouped(active)}</td><td class="${failed > 0 ? 'bad' : ''}">${countedAt === null ? NOTHING : grouped(failed)}</td><td>${since === null ? NOTHING : age(since.getTime(), nowMs)}</td></tr>`,
  )}</tbody></table>`;
}

export function renderSensors(sensors: readonly SensorRow[], nowMs: number): Html {
  if (sensors.length === 0)
    return html`<p class="empty">No sensor yet: epoch-processing registers them when it starts.</p>`;
  return html`
<table class="list"><thead><tr><th scope="col">Sensor</th><th scope="col">Last look</th><th scope="col">Outcome</th></tr></thead>
<tbody>${sensors.map(
    (
      sensor,
    ) => html`<tr><th scope="row">${sensor.name}</th><td>${sensor.tickedAt === null ? NOTHING : age(sensor.tickedAt.getTime(), nowMs)}</td>
<td class="${sensor.last?.outcome === 'failed' ? 'word bad' : 'word'}" title="${sensor.last?.reason ?? ''}">${outcome(sensor)}</td></tr>`,
  )}</tbody></table>`;
}

function outcome({ enabled, last }: SensorRow): string {
  if (!enabled) return 'switched off';
  if (last === null) return 'never looked';
  return last.outcome === 'requested' ? `requested ${last.requests}` : last.outcome;
}
