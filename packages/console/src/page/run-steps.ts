import type { RunPage } from '@pooltool/store/pipeline';
import { durationText } from './figures.ts';
import { type Html, html } from './html.ts';

const STEPS = ['load', 'compute', 'save', 'check'] as const;

/** Each step with its time, and the times as one bar; what had not begun says so. */
export function runSteps({ steps, step, state, startedAt }: RunPage, endMs: number): Html {
  const ended = new Map<string, number>(steps.map(({ name, ms }) => [name, ms]));
  const spentMs = steps.reduce((sum, { ms }) => sum + ms, 0);
  const openMs = state === 'running' || !ended.has(step) ? Math.max(0, endMs - startedAt.getTime() - spentMs) : 0;
  const rows = STEPS.map((name) => {
    const ms = ended.get(name);
    if (ms !== undefined) return { name, ms, says: durationText(ms) };
    if (name !== step) return { name, ms: 0, says: 'not begun' };
    return { name, ms: openMs, says: state === 'running' ? 'now' : `ended here after ${durationText(openMs)}` };
  });
  const wholeMs = Math.max(
    1,
    rows.reduce((sum, { ms }) => sum + ms, 0),
  );
  return html`<ol class="steps">${rows.map(
    (
      { name, ms, says },
      index,
    ) => html`<li class="${name === step && !ended.has(name) ? state : ended.has(name) ? 'ended' : 'ahead'}"><span>${name}</span>
<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6"/><rect class="fill" x="${percent(before(rows, index), wholeMs)}" width="${ms === 0 ? 0 : Math.max(0.6, Number(percent(ms, wholeMs)))}" height="6"/></svg><span class="figure">${says}</span></li>`,
  )}</ol>`;
}

const before = (rows: readonly { readonly ms: number }[], index: number): number =>
  rows.slice(0, index).reduce((sum, { ms }) => sum + ms, 0);

const percent = (part: number, whole: number): string => ((100 * part) / whole).toFixed(2);
