import type { CellState } from '../view/grid.ts';
import { type Html, html } from './html.ts';

/** Every state has a word and a shape of its own, so that colour is never the only sign. */
export const CELL_STATES = [
  'ok',
  'running',
  'requested',
  'stale',
  'failed',
  'cancelled',
  'missing',
] as const satisfies CellState[];

export type MarkState = CellState | 'interrupted';

export const STATE_SAYS: Readonly<Record<MarkState, string>> = {
  ok: 'made and up to date',
  running: 'being made now',
  requested: 'asked for, waits',
  stale: 'made from what was replaced since',
  failed: 'its last run failed',
  cancelled: 'cancelled, until it is asked for',
  missing: 'never asked for',
  interrupted: 'its worker stopped; it is done again',
};

const MARKS: readonly MarkState[] = [...CELL_STATES, 'interrupted'];

/** A state as it is stored; one this code does not know is drawn as missing. */
export const markOf = (state: string): MarkState => MARKS.find((known) => known === state) ?? 'missing';

export const mark = (state: MarkState): Html =>
  html`<svg class="mark ${state}" viewBox="0 0 16 16" aria-hidden="true"><use href="#mark-${state}"/></svg>`;

/** The shapes, once a page. */
export const MARK_SHAPES: Html = html`<svg class="shapes" aria-hidden="true" width="0" height="0"><defs>
<symbol id="mark-ok" viewBox="0 0 16 16"><rect x="2" y="2" width="12" height="12" rx="3" fill="currentColor"/></symbol>
<symbol id="mark-running" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-opacity=".3" stroke-width="2.5"/><path d="M8 2.5A5.5 5.5 0 0 1 13.5 8" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/></symbol>
<symbol id="mark-requested" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="2.6 2.6"/></symbol>
<symbol id="mark-stale" viewBox="0 0 16 16"><path d="M8 1.8 14.2 8 8 14.2 1.8 8Z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/></symbol>
<symbol id="mark-failed" viewBox="0 0 16 16"><path d="M3.5 3.5l9 9M12.5 3.5l-9 9" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/></symbol>
<symbol id="mark-cancelled" viewBox="0 0 16 16"><path d="M3.5 8h9" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/></symbol>
<symbol id="mark-missing" viewBox="0 0 16 16"><circle cx="8" cy="8" r="1.4" fill="currentColor"/></symbol>
<symbol id="mark-interrupted" viewBox="0 0 16 16"><path d="M5.5 3.5v9M10.5 3.5v9" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/></symbol>
</defs></svg>`;
