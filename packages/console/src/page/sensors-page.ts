import type { SensorsView, SensorView } from '../view/sensors-view.ts';
import { actionButton, loginHint } from './action-form.ts';
import { age, durationText, NOTHING, timeText } from './figures.ts';
import type { Frame } from './frame.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { mark } from './state-mark.ts';

export const sensorsPage = ({ network, sensors }: SensorsView, frame: Frame): string =>
  layout({
    title: 'Sensors',
    network,
    frame,
    kind: 'live',
    body: html`
<nav><a href="/">Console</a> <span aria-hidden="true">/</span> Sensors</nav>
<h1>Sensors</h1>
<p class="note">Each looks now and then, and when something tells it to, whether something arrived or is due, and asks for partitions.</p>
<div data-live="sensors">${sensors.length === 0 ? html`<p class="empty">No sensor yet: the workers register them when they start.</p>` : sensors.map((sensor) => renderSensor(sensor, frame))}</div>`,
  });

function renderSensor({ name, enabled, cursor, tickedAt, told, ticks }: SensorView, frame: Frame): Html {
  return html`
<section class="sensor" data-sensor="${name}"><div class="headed"><h2 class="plain">${name} <span class="tag ${enabled ? 'on' : 'off'}">${enabled ? 'on' : 'switched off'}</span></h2>
${actionButton(frame, { to: '/do/sensor', says: enabled ? 'Switch off' : 'Switch on', fields: { name, on: String(!enabled) }, weight: enabled ? 'plain' : 'main' })}</div>
<p class="note">${told?.description ?? 'No worker of today has this sensor.'}</p>
<dl class="facts run-facts">
  <div><dt>Looks every</dt><dd>${told === null ? NOTHING : durationText(told.intervalMs)}</dd></div>
  <div><dt>Last look</dt><dd>${tickedAt === null ? 'never' : html`${age(tickedAt.getTime(), frame.nowMs)} ago`}</dd></div>
  <div class="wide"><dt>Cursor</dt><dd>${cursor === null ? html`<span class="of">at the beginning</span>` : html`<code>${cursor}</code>`}</dd></div>
</dl>
${loginHint(frame, enabled ? 'switch it off' : 'switch it on')}
${
  ticks.length === 0
    ? html`<p class="empty">It has not looked yet.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Looks of ${name}"><table class="list ticks"><thead><tr><th scope="col">Look</th><th scope="col">When</th><th scope="col">Outcome</th><th scope="col">Why</th></tr></thead>
<tbody>${ticks.map(
        ({
          tick,
          at,
          outcome,
          reason,
          requests,
        }) => html`<tr><th scope="row">${tick}</th><td title="${timeText(at.getTime())}">${age(at.getTime(), frame.nowMs)} ago</td>
<td class="word">${mark(outcome === 'requested' ? 'ok' : outcome === 'failed' ? 'failed' : 'missing')} ${outcome === 'requested' ? `requested ${requests}` : outcome}</td><td class="word">${reason ?? ''}</td></tr>`,
      )}</tbody></table></div>`
}</section>`;
}
